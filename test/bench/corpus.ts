import { link, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Generated, jsonLines, quotedCsv, zipfText } from './generators.ts';
import { wordOf } from './random.ts';

/** Made-up input, the same on every machine, kept in a folder so that it is made once. Everything answers a path. */
export interface Corpus {
  text(bytes: number): Promise<string>;
  csv(bytes: number): Promise<string>;
  jsonl(bytes: number): Promise<string>;
  /** A folder of so many files of a few bytes. */
  tinyFiles(count: number): Promise<string>;
  /** A folder with the same text under so many names, which costs the disk no more than one. */
  copies(bytes: number, count: number): Promise<string>;
}

const cities = 1_000;

interface Options {
  readonly folder: string;
  /** Distinct words of the text. */
  readonly vocabulary: number;
  readonly say: (line: string) => void;
}

export function corpusIn({ folder, vocabulary, say }: Options): Corpus {
  const make = async (name: string, write: (path: string) => Promise<void>): Promise<string> => {
    const path = join(folder, name);
    if (await isThere(path)) return path;
    say(`making ${name}`);
    await mkdir(folder, { recursive: true });
    const partial = `${path}.${process.pid}.tmp`;
    await write(partial);
    await rename(partial, path);
    return path;
  };
  const text = async (bytes: number) =>
    make(`zipf-${vocabulary}-${bytes}.txt`, writer(zipfText({ bytes, vocabulary })));

  return {
    text,
    csv: async (bytes) =>
      make(`sales-${cities}-${bytes}.csv`, writer(quotedCsv({ bytes, cities }))),
    jsonl: async (bytes) =>
      make(`sales-${cities}-${bytes}.jsonl`, writer(jsonLines({ bytes, cities }))),
    tinyFiles: async (count) =>
      make(`tiny-${count}`, async (path) => {
        await mkdir(path);
        for (let rank = 1; rank <= count; rank++) {
          await writeFile(join(path, `${String(rank).padStart(6, '0')}.txt`), `${wordOf(rank)}\n`);
        }
      }),
    async copies(bytes, count) {
      const original = await text(bytes);
      return make(`copies-${count}-of-${basename(original)}`, async (path) => {
        await mkdir(path);
        for (let copy = 0; copy < count; copy++) await link(original, join(path, `${copy}.txt`));
      });
    },
  };
}

function writer(generated: Generated) {
  return async (path: string): Promise<void> => {
    const file = await open(path, 'w');
    try {
      for (const block of generated) await file.write(block);
    } catch (error) {
      await rm(path);
      throw error;
    } finally {
      await file.close();
    }
  };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
