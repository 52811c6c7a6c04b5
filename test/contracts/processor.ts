import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PartReceipt } from '../../src/domain/part.ts';
import type { InputFormat, Slice } from '../../src/domain/plan.ts';
import { algorithmSchema, traitsOf } from '../../src/processors/index.ts';
import type { Consolidation } from '../../src/processors/processor.ts';
import { localFiles } from '../../src/storage/local.ts';
import { temporaryFolder } from '../support/folder.ts';
import { consolidatedBy, writeParts } from '../support/parts.ts';
import { algorithmOf, runProcessor, tasksOf } from '../support/run-processor.ts';
import { shell } from '../support/shell.ts';
import { writeUglyFiles } from '../support/ugly-files.ts';

export interface ProcessorCase {
  /** As in a job file. */
  readonly algorithm: object;
  readonly format: InputFormat;
  /** Bash that makes the result out of the files `"$@"` with other tools. */
  readonly script: string;
  /** Bash that makes the input of the ugly file `"$1"` on stdout; the file as it is unless given. */
  readonly prepare?: string;
  /** Bash that makes the result on its stdin comparable to what the script makes; the result itself unless given. */
  readonly view?: string;
}

const cuts = [
  { cut: 'all in one task', batch: { bytes: 1e9 }, blockSize: 65_536 },
  { cut: 'a task for each file', batch: { bytes: 1e9, items: 1 }, blockSize: 4096 },
  { cut: 'tasks of 3001 bytes', batch: { bytes: 3001 }, blockSize: 1000 },
  { cut: 'tiny blocks', batch: { bytes: 50_000 }, blockSize: 7 },
];

/** What every processor must do; one with operations calls this for each, with every format it reads. */
export function describeProcessor(name: string, given: ProcessorCase): void {
  const { algorithm, format, script } = given;

  describe(`${name} on ${format} keeps the processor contract`, () => {
    test.each(cuts)('agrees with other tools on ugly files: $cut', async ({ batch, blockSize }) => {
      const folder = await temporaryFolder();
      const paths = await inputsOf(given, await writeUglyFiles(folder));
      const tasks = await tasksOf(format, paths, batch);
      const result = await resultOf(tasks, { ...given, folder, blockSize });
      expect(result.toString('latin1')).toBe(shell(script, paths).toString('latin1'));
    });

    test('makes a legal result of an empty file', async () => {
      const folder = await temporaryFolder();
      const path = join(folder, 'empty');
      await writeFile(path, '');
      await inputsOf(given, [path]);
      const result = await resultOf(await tasksOf(format, [path]), { ...given, folder });
      expect(result.toString()).toBe(shell(script, [path]).toString());
    });

    test('says how far it is, block by block, up to all bytes and items', async () => {
      const paths = await inputsOf(given, await writeUglyFiles(await temporaryFolder()));
      const slices = (await tasksOf(format, paths)).flat();
      const storage = localFiles({ blockSize: 1000 });
      const { itemsIn, cursors } = await runProcessor({ algorithm, format, slices, storage });
      const bytes = slices.reduce((sum, { size }) => sum + size, 0);
      const lines = `for f; do grep -ac '' "$f"; done | awk '{ n += $1 } END { print n }'`;
      const items = format === 'text' ? Number(shell(lines, paths)) : slices.length;
      expect(itemsIn).toBe(items);
      expect(cursors.at(-1)).toEqual({ items, bytes });
      expect(cursors.length).toBeGreaterThan(bytes / 1000);
      const inOrder = cursors.toSorted((one, other) => one.bytes - other.bytes);
      expect(cursors).toEqual(inOrder);
    });

    if (canCollect(algorithm)) collects(given);

    test('refuses options that it does not know', () => {
      const { error } = algorithmSchema.safeParse({ ...algorithm, pattren: 'x' });
      expect(error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['pattren'] }]);
    });

    test('says what it reads and how its parts come together', () => {
      expect(traitsOf(algorithmOf(algorithm))?.formats).toContain(format);
      expect(traitsOf(algorithmOf(algorithm))?.consolidations).toContain('none');
    });
  });
}

function canCollect(algorithm: object): boolean {
  return traitsOf(algorithmOf(algorithm))?.consolidations.includes('collect') ?? false;
}

function collects(given: ProcessorCase): void {
  const { format, script } = given;
  test('makes a file for each input by collect, as other tools make one of each', async () => {
    const folder = await temporaryFolder();
    const paths = await inputsOf(given, await writeUglyFiles(folder));
    for (const batch of [{ bytes: 3001 }, { bytes: 50_000 }]) {
      const tasks = await tasksOf(format, paths, batch);
      const into = join(folder, `collected-${batch.bytes}`);
      const files = await resultFiles(tasks, { ...given, folder: into, way: 'collect' });
      expect(files).toHaveLength(paths.length);
      for (const [index, path] of paths.entries()) {
        const found = viewed([files[index] ?? ''], given).toString('latin1');
        expect(found).toBe(shell(script, [path]).toString('latin1'));
      }
    }
  });
}

interface ResultOptions extends ProcessorCase {
  readonly folder: string;
  readonly blockSize?: number;
  /** The first of the processor's own unless given. */
  readonly way?: Consolidation;
}

/** The files as the operation reads them, each in its place. */
async function inputsOf({ prepare }: ProcessorCase, paths: readonly string[]) {
  if (prepare !== undefined)
    for (const path of paths) await writeFile(path, shell(prepare, [path]));
  return paths;
}

/** Runs all tasks, and brings their parts together as the processor's default says. */
async function resultOf(
  tasks: readonly (readonly Slice[])[],
  options: ResultOptions,
): Promise<Buffer> {
  return viewed(await resultFiles(tasks, options), options);
}

/** Runs all tasks, and brings their parts together. Answers the paths of the result's files. */
async function resultFiles(
  tasks: readonly (readonly Slice[])[],
  { algorithm, format, folder, way, blockSize = 65_536 }: ResultOptions,
): Promise<readonly string[]> {
  const storage = localFiles({ blockSize });
  const contents: Buffer[] = [];
  const facts: Partial<PartReceipt>[] = [];
  for (const slices of tasks) {
    const { part, lengths } = await runProcessor({ algorithm, format, slices, storage });
    contents.push(part);
    facts.push({ slices, lengths });
  }
  const traits = traitsOf(algorithmOf(algorithm))!;
  const parts = await writeParts(join(folder, 'parts'), contents, facts);
  const into = join(folder, 'result');
  const wish = { ...traits, ...(way && { consolidations: [way] as const }) };
  const { files } = await consolidatedBy(wish, parts, into);
  return files.map(({ name }) => join(into, name));
}

function viewed(files: readonly string[], { view = 'cat' }: ProcessorCase): Buffer {
  return shell(`cat "$@" | (${view})`, files);
}
