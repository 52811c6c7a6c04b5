import * as fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type BatchSize,
  type Input,
  type RecordRules,
  type Slice,
  usualRules,
} from '../../src/domain/plan.ts';
import type { Partitioner } from '../../src/partitioners/partitioner.ts';
import { localFiles } from '../../src/storage/local.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { looksInto } from '../support/looks.ts';

/** Small blocks, so that borders fall between blocks. */
const storage = localFiles({ blockSize: 5 });

const piece = fc.oneof(
  fc
    .constantFrom('\n', '\n\n', '\r\n', 'a', 'word ', 'é', '\u{feff}', '\0', '"\n"""', '""')
    .map(bytesFrom),
  fc.integer({ min: 1, max: 40 }).map((length) => bytesFrom('x'.repeat(length))),
  fc.constantFrom(Buffer.of(0xff), Buffer.of(0x80)),
);

/** Files as they come: empty, without a last newline, with long lines, with bytes that are no text. */
const content = fc
  .tuple(fc.boolean(), fc.array(piece, { maxLength: 15 }))
  .map(([mark, pieces]) => Buffer.concat([bytesFrom(mark ? '\u{feff}' : ''), ...pieces]));

const batches: fc.Arbitrary<BatchSize> = fc.record(
  { bytes: fc.integer({ min: 1, max: 50 }), items: fc.integer({ min: 1, max: 4 }) },
  { requiredKeys: ['bytes'] },
);

interface Expectation {
  /** The bytes of a file that all its slices together give back, where these are not simply all. */
  readonly given?: (file: Buffer) => Buffer;
  /** Those by which no byte is given twice. */
  readonly rules?: RecordRules;
}

/** What every partitioner must do. */
export function describePartitioner(
  partitioner: Partitioner,
  { given = (file) => file, rules = usualRules }: Expectation = {},
): void {
  const check = async (
    property: (
      inputs: readonly Input[],
      files: readonly Buffer[],
      batch: BatchSize,
    ) => Promise<void>,
  ): Promise<void> => {
    const folder = await temporaryFolder();
    const cases = fc.asyncProperty(
      fc.array(content, { maxLength: 6 }),
      batches,
      async (files, batch) => property(await inputsFrom(folder, files), files, batch),
    );
    await fc.assert(cases, { numRuns: 100 });
  };

  describe(`${partitioner.format} keeps the partitioner contract`, () => {
    test('cuts every byte of every file into one slice, in order', async () => {
      await check(async (inputs, _files, batch) => {
        const slices = (await groupsOf(partitioner, inputs, batch)).flat();
        for (const input of inputs) {
          const own = slices.filter(({ uri }) => uri === input.uri);
          expect(own[0]?.start).toBe(0);
          expect(own.at(-1)?.end).toBe(input.size);
          expect(own.slice(1).map(({ start }) => start)).toEqual(
            own.slice(0, -1).map(({ end }) => end),
          );
          expect(own).toMatchObject(own.map(() => input));
        }
        const uris = slices.map(({ uri }) => uri);
        expect(uris.filter((uri, index) => uri !== uris[index - 1])).toEqual(
          inputs.map(({ uri }) => uri),
        );
      });
    });

    test('gives back every byte once when all slices are read', async () => {
      await check(async (inputs, files, batch) => {
        const groups = await groupsOf(partitioner, inputs, batch);
        for (const [index, input] of inputs.entries()) {
          const own = groups.flat().filter(({ uri }) => uri === input.uri);
          const read = await Promise.all(
            own.map((slice) => bytesOf(partitioner, slice, { rules })),
          );
          expect(Buffer.concat(read).toString('latin1')).toBe(
            given(files[index]!).toString('latin1'),
          );
        }
      });
    });

    test('keeps to the batch size, and makes no group empty', async () => {
      await check(async (inputs, _files, batch) => {
        for (const group of await groupsOf(partitioner, inputs, batch)) {
          expect(group.length).toBeGreaterThan(0);
          if (group.length === 1) continue;
          expect(lengthOf(group)).toBeLessThanOrEqual(batch.bytes);
          expect(group.length).toBeLessThanOrEqual(batch.items ?? Infinity);
          expect(group.every(({ start, end, size }) => start === 0 && end === size)).toBe(true);
        }
      });
    });

    test('packs neighbours together where they fit', async () => {
      await check(async (inputs, _files, { bytes }) => {
        const groups = await groupsOf(partitioner, inputs, { bytes });
        const isPack = (group: readonly Slice[]): boolean => group[0]!.size <= bytes;
        for (const [index, group] of groups.slice(1).entries()) {
          const before = groups[index]!;
          if (!isPack(before) || !isPack(group)) continue;
          expect(lengthOf(before) + group[0]!.size).toBeGreaterThan(bytes);
        }
      });
    });

    test('cuts the same inputs the same way again', async () => {
      await check(async (inputs, _files, batch) => {
        expect(await groupsOf(partitioner, inputs, batch)).toEqual(
          await groupsOf(partitioner, inputs, batch),
        );
      });
    });

    test('makes nothing of no inputs', async () => {
      expect(await groupsOf(partitioner, [], { bytes: 10 })).toEqual([]);
    });

    test('counts empty files, a bounded number in one pack', async () => {
      const empty = Array.from({ length: 2500 }, (_, index) => ({
        uri: `/empty/${index}`,
        size: 0,
        fingerprint: '0-0',
      }));
      const groups = await groupsOf(partitioner, empty, { bytes: 10 });
      expect(groups.map(({ length }) => length)).toEqual([1000, 1000, 500]);
    });

    test('says so when a file is gone by the time it is read', async () => {
      const slice = { uri: '/no/such/file', size: 9, fingerprint: '9-0', start: 0, end: 9 };
      await expect(bytesOf(partitioner, slice)).rejects.toMatchObject({ type: 'InputMissing' });
    });
  });
}

export async function groupsOf(
  partitioner: Partitioner,
  inputs: Iterable<Input>,
  { from = storage, ...batch }: BatchSize & { readonly from?: Storage },
): Promise<readonly (readonly Slice[])[]> {
  const groups: (readonly Slice[])[] = [];
  for await (const group of partitioner.cut(
    streamOf(inputs),
    batch,
    looksInto(() => from),
  )) {
    groups.push(group);
  }
  return groups;
}

/** A slice's bytes, copied as they come, since a block is only valid until the next. */
export async function bytesOf(
  partitioner: Partitioner,
  slice: Slice,
  { from = storage, rules = usualRules } = {},
): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const block of partitioner.read(slice, from, rules)) copies.push(Buffer.from(block));
  return Buffer.concat(copies);
}

export const mark = Buffer.from('\u{feff}');

/** A file without the byte order mark at its start. */
export function withoutMark(file: Buffer): Buffer {
  return file.subarray(0, 3).equals(mark) ? file.subarray(3) : file;
}

/** Writes files into a folder, and answers what a listing says of them. */
export async function inputsFrom(
  folder: string,
  files: readonly Uint8Array[],
): Promise<readonly Input[]> {
  return Promise.all(
    files.map(async (bytes, index) => {
      const uri = join(folder, `${index} \n.txt`);
      await writeFile(uri, bytes);
      return (await storage.stat(uri))!;
    }),
  );
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'djc-partitioner-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function* streamOf(inputs: Iterable<Input>): AsyncGenerator<Input> {
  yield* inputs;
}

function lengthOf(group: readonly Slice[]): number {
  return group.reduce((sum, { start, end }) => sum + end - start, 0);
}

function bytesFrom(text: string): Buffer {
  return Buffer.from(text);
}
