import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Input } from '../../../src/domain/plan.ts';
import type { DataError } from '../../../src/errors.ts';
import { csv } from '../../../src/partitioners/csv.ts';
import { localFiles } from '../../../src/storage/local.ts';
import {
  bytesOf,
  describePartitioner,
  groupsOf,
  inputsFrom,
  mark,
  temporaryFolder,
  withoutMark,
} from '../../contracts/partitioner.ts';

const maxRecordBytes = 1_000_000;
const headless = { header: false, maxRecordBytes };
const headed = { header: true, maxRecordBytes };

describePartitioner(csv, { given: withoutMark, rules: headless });

const quoted = fc
  .array(fc.constantFrom('\n', '\r\n', ',', '""', 'a', 'é', ' '), { maxLength: 12 })
  .map((pieces) => `"${pieces.join('')}"`);
const field = fc.oneof(quoted, fc.stringMatching(/^[a-z 0-9.]{0,9}$/));
const row = fc
  .tuple(fc.array(field, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '\r\n'))
  .map(([fields, end]) => `${fields.join(',')}${end}`);
const table = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 20 }),
  last: fc.constantFrom('', 'no,newline', '"no\n","new""line\n"'),
  hasMark: fc.boolean(),
  bytes: fc.integer({ min: 1, max: 60 }),
});

describe('csv', () => {
  test('gives each row to the slice that holds its first byte, after the header', async () => {
    const folder = await temporaryFolder();
    const cases = fc.asyncProperty(table, async ({ rows, last, hasMark, bytes }) => {
      const records = [...rows, last].filter((it) => it !== '').map((it) => Buffer.from(it));
      const head = hasMark ? mark : Buffer.alloc(0);
      const [input] = await inputsFrom(folder, [Buffer.concat([head, ...records])]);
      let at = head.length;
      const starts = records.map((record) => (at += record.length) - record.length);
      const ownOf = (from: number, to: number) =>
        records.filter((_, index) => starts[index]! >= from && starts[index]! < to);
      for (const slice of (await groupsOf(csv, [input!], { bytes })).flat()) {
        const own = Buffer.concat(ownOf(slice.start, slice.end)).toString();
        const header = slice.start === 0 ? '' : records[0]!.toString();
        expect((await bytesOf(csv, slice, { rules: headed })).toString()).toBe(header + own);
        expect((await bytesOf(csv, slice, { rules: headless })).toString()).toBe(own);
      }
    });
    await fc.assert(cases, { numRuns: 300 });
  });

  test('cuts at the first row at or after each even share', async () => {
    const [input] = await inputsFrom(await temporaryFolder(), [
      Buffer.from(`h,i\n"${'\n'.repeat(96)}",1\n${'abc,def\n'.repeat(100)}`),
    ]);
    expect(input!.size).toBe(905);
    const groups = await groupsOf(csv, [input!], { bytes: 91 });
    // The shares end at 91, 181, 272, …; rows start at 4, 105, 113, 121 and so on.
    expect(groups.map(([slice]) => slice!.end)).toEqual([
      105, 185, 273, 369, 457, 545, 641, 729, 817, 905,
    ]);
  });

  test('cuts any bytes where one reading from the start would, in however many pieces', async () => {
    const folder = await temporaryFolder();
    const any = fc
      .array(fc.oneof(fc.constantFrom('"', '""', '\n', '\r\n', 'abc,'), field, row), {
        maxLength: 60,
      })
      .map((pieces) => Buffer.from(pieces.join('')));
    const cases = fc.asyncProperty(any, fc.integer({ min: 1, max: 60 }), async (file, bytes) => {
      const [input] = await inputsFrom(folder, [file]);
      const found = groupsOf(csv, [input!], { bytes }).then(
        (groups) => groups.map(([slice]) => slice!.end),
        (error: DataError) => error.type,
      );
      expect(await found).toEqual(endsInOneReading(file, bytes));
    });
    await fc.assert(cases, { numRuns: 500 });
  });

  test('cuts at an even share itself where a row starts there', async () => {
    const rows = Buffer.from('abc,def\n'.repeat(100));
    const [input] = await inputsFrom(await temporaryFolder(), [rows]);
    const groups = await groupsOf(csv, [input!], { bytes: 200 });
    expect(groups.map(([slice]) => slice!.end)).toEqual([200, 400, 600, 800]);
  });

  test('agrees with awk and sha256sum on a big table with newlines in quotes', async () => {
    const path = join(await temporaryFolder(), 'big.csv');
    await writeBigTable(path);
    const input = (await localFiles().stat(path))!;
    expect(input.size).toBeGreaterThan(3_000_000);
    const slices = (await groupsOf(csv, [input], { bytes: 200_000, from: localFiles() })).flat();
    expect(slices.length).toBeGreaterThan(15);
    const read = async (rules: typeof headed) =>
      Promise.all(
        slices.map(async (slice, index) => {
          const piece = `${path}.${index}`;
          await writeFile(piece, await bytesOf(csv, slice, { from: localFiles(), rules }));
          return piece;
        }),
      );
    expect(shell('cat "$@" | sha256sum', await read(headless))).toBe(
      shell('cat "$@" | sha256sum', [path]),
    );
    const rowsOf = (paths: readonly string[]) => shell(countRows, paths).split('\n').map(Number);
    const [all] = rowsOf([path]);
    const counts = rowsOf(await read(headed));
    // Each slice has the header once more.
    expect(counts.reduce((sum, count) => sum + count - 1, 0)).toBe(all! - 1);
    const headers = shell(
      'for f; do head -n 2 "$f" | sha256sum; done | sort -u | wc -l',
      await read(headed),
    );
    expect(headers).toBe('1');
  });

  test('cannot cut a file whose last quoted field is not closed, and says so', async () => {
    const files = [Buffer.from('a,b\n"c,d\n'.repeat(3))];
    const [input] = await inputsFrom(await temporaryFolder(), files);
    await expect(groupsOf(csv, [input!], { bytes: 10 })).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringContaining(JSON.stringify(input!.uri)),
    });
    expect(await groupsOf(csv, [input!], { bytes: 100 })).toHaveLength(1);
  });

  test('refuses UTF-16 when it plans, and when it reads', async () => {
    const path = join(await temporaryFolder(), 'excel.csv');
    await writeFile(path, execFileSync('bash', ['-c', "printf 'a,b\\n1,2\\n' | iconv -t UTF-16"]));
    const input: Input = (await localFiles().stat(path))!;
    const refusal = { type: 'InputInvalid', message: expect.stringContaining('excel.csv') };
    await expect(groupsOf(csv, [input], { bytes: 5 })).rejects.toMatchObject(refusal);
    const slice = { ...input, start: 0, end: input.size };
    await expect(bytesOf(csv, slice)).rejects.toMatchObject(refusal);
  });

  test('keeps the main thread free while it looks for the borders of a big file', async () => {
    const path = join(await temporaryFolder(), 'sparse.csv');
    await writeFile(path, '');
    await truncate(path, 2 ** 29);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const input = (await localFiles().stat(path))!;
    const began = performance.now();
    const groups = await groupsOf(csv, [input], { bytes: 2 ** 26, from: localFiles() });
    clearInterval(timer);
    // No newline, so no border.
    expect(groups).toHaveLength(1);
    expect(ticks).toBeGreaterThan((performance.now() - began) / 50);
  });
});

/** Where slices end: for each even share the first row start at or after its end, found byte by byte. */
function endsInOneReading(file: Buffer, bytes: number): readonly number[] | string {
  if (file.length <= bytes) return [file.length];
  const starts: number[] = [];
  let isQuoted = false;
  for (const [at, byte] of file.entries()) {
    if (byte === 0x22) isQuoted = !isQuoted;
    if (byte === 0x0a && !isQuoted) starts.push(at + 1);
  }
  if (isQuoted) return 'InputInvalid';
  const count = Math.ceil(file.length / bytes);
  const shares = Array.from({ length: count }, (_, index) =>
    Math.round(((index + 1) * file.length) / count),
  );
  const ends = shares.map((share) => starts.find((start) => start >= share) ?? file.length);
  return [...new Set(ends)];
}

/** Rows of a table, by the rule that one ends with a line that makes the number of quotes so far even. */
const countRows = `for f; do awk '{ q += gsub(/"/, "") } q % 2 == 0 { n++ } END { print n }' "$f"; done`;

function shell(script: string, args: readonly string[]): string {
  return execFileSync('bash', ['-c', script, '-', ...args])
    .toString()
    .trim();
}

async function writeBigTable(path: string): Promise<void> {
  const script = `awk 'BEGIN { printf "\\"id\\nnumber\\",text\\r\\n"; for (i = 0; i < 60000; i++) {
    s = ""; for (k = 0; k < i % 5; k++) s = s "x\\n\\"\\"" k ",\\r\\n";
    n = (i % 9973 == 0) ? 90000 : 40; while (length(s) < n) s = s "é, ";
    printf "%d,\\"%s\\"%s", i, s, (i % 3 == 0) ? "\\r\\n" : "\\n" } printf "last,row" }' > "$1"`;
  execFileSync('bash', ['-c', script, '-', path]);
}
