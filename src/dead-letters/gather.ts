import type { PartReceipt, ResultFile } from '../domain/part.ts';
import { DataError } from '../errors.ts';
import type { Output, Storage } from '../storage/storage.ts';
import { readText } from '../storage/text.ts';
import { type DeadLetter, type KeptLetter, letterUris } from './dead-letter.ts';

const folder = 'dead-letter';

interface Gathering {
  readonly parts: readonly { readonly uri: string; readonly receipt: PartReceipt }[];
  /** The result's files, of which none may be in the way. */
  readonly results: readonly ResultFile[];
  /** The folder that takes the result's files. */
  readonly into: string;
  readonly storage: Storage;
}

/** The bad records of all winning parts, in the order of the input: their bytes in one file, a line about each in another. */
export async function gatherLetters(gathering: Gathering): Promise<readonly ResultFile[]> {
  const { parts, results, into, storage } = gathering;
  if (!parts.some(({ receipt }) => receipt.rejected)) return [];
  if (results.some(({ name }) => name.startsWith(`${folder}/`))) throw inTheWay();
  const names = { records: `${folder}/records`, index: `${folder}/index.jsonl` };
  const records = await storage.write(`${into}/${names.records}`, 'bytes');
  const index = await storage.write(`${into}/${names.index}`, 'bytes');
  try {
    await copyAll(parts, { records, index, storage });
    return [
      { name: names.index, ...(await index.commit()) },
      { name: names.records, ...(await records.commit()) },
    ];
  } catch (error) {
    await records.abort();
    await index.abort();
    throw error;
  }
}

interface Files {
  readonly records: Output;
  readonly index: Output;
  readonly storage: Storage;
}

async function copyAll(
  parts: Gathering['parts'],
  { records, index, storage }: Files,
): Promise<void> {
  const numbers = numbering();
  let at = 0;
  for (const { uri, receipt } of parts) {
    const before = numbers.before(receipt);
    if (!receipt.rejected) continue;
    const kept = letterUris(uri);
    for (const letter of await lettersIn(kept.index, storage))
      await index.write(Buffer.from(`${JSON.stringify(placed(letter, { at, before }))}\n`));
    if (!(await storage.stat(kept.bytes))) continue;
    for await (const block of storage.read(kept.bytes)) {
      await records.write(block);
      at += block.length;
    }
  }
}

async function lettersIn(uri: string, storage: Storage): Promise<readonly KeptLetter[]> {
  const lines = (await readText(storage, uri)).split('\n').slice(0, -1);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `openLetters` writes them, whole or not at all
  return lines.map((line) => JSON.parse(line) as KeptLetter);
}

interface Place {
  /** Bytes of records before those of the part. */
  readonly at: number;
  /** Records of each slice's file before the slice, where they are known. */
  readonly before: readonly (number | undefined)[];
}

function placed({ slice, ...letter }: KeptLetter, { at, before }: Place): DeadLetter {
  const earlier = before[slice];
  const { record } = letter;
  return {
    ...letter,
    record: record === undefined || earlier === undefined ? undefined : earlier + record,
    at: letter.at === undefined ? undefined : at + letter.at,
  };
}

/** Counts the records of each file over the tasks that read it, which come in its order. */
function numbering() {
  const files = new Map<string, { readonly end: number; readonly records: number }>();
  return {
    before({ slices, itemsIn }: PartReceipt): readonly (number | undefined)[] {
      const before = slices.map(({ uri, start }) => {
        const known = files.get(uri);
        if (start === 0) return 0;
        return known?.end === start ? known.records : undefined;
      });
      const [only, ...others] = slices;
      const [earlier] = before;
      if (only && others.length === 0 && earlier !== undefined)
        files.set(only.uri, { end: only.end, records: earlier + itemsIn });
      return before;
    },
  };
}

function inTheWay(): DataError {
  return new DataError(
    'BadConfig',
    `expected no input below a folder ${folder}, which the bad records of advanced.skip need in the result; choose output.consolidate: none or another layout`,
  );
}
