import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lines } from '../../../src/partitioners/lines.ts';
import { localFiles } from '../../../src/storage/local.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import {
  bytesOf,
  describePartitioner,
  groupsOf,
  inputsFrom,
  temporaryFolder,
  withoutMark,
} from '../../contracts/partitioner.ts';

describePartitioner(lines, { given: withoutMark });

describe('lines', () => {
  test('gives each line to the slice that holds its first byte', async () => {
    const folder = await temporaryFolder();
    const line = fc.integer({ min: 0, max: 30 }).map((length) => `${'x'.repeat(length)}\n`);
    const sizes = fc.integer({ min: 1, max: 40 });
    const cases = fc.asyncProperty(fc.array(line), fc.string(), sizes, async (all, last, bytes) => {
      const records = [...all, last.replaceAll('\n', '')].map((it) => Buffer.from(it));
      const [input] = await inputsFrom(folder, [Buffer.concat(records)]);
      let at = 0;
      const starts = records.map((record) => (at += record.length) - record.length);
      for (const slice of (await groupsOf(lines, [input!], { bytes })).flat()) {
        const own = records.filter((_, index) => {
          const start = starts[index]!;
          return start >= slice.start && start < slice.end;
        });
        expect((await bytesOf(lines, slice)).toString()).toBe(Buffer.concat(own).toString());
      }
    });
    await fc.assert(cases, { numRuns: 100 });
  });

  test('agrees with wc and sha256sum on a big ugly file', async () => {
    const path = join(await temporaryFolder(), 'big');
    const script = `awk 'BEGIN { for (i = 0; i < 40000; i++) {
      n = (i % 997 == 0) ? 9000 : i % 80; s = sprintf("%d ", i);
      while (length(s) < n) s = s "\\xff é x";
      printf "%s%s", s, (i % 3 == 0) ? "\\r\\n" : "\\n" } printf "no newline" }' > "$1"`;
    execFileSync('bash', ['-c', script, '-', path]);
    const input = (await localFiles().stat(path))!;
    expect(input.size).toBeGreaterThan(1_000_000);
    const groups = await groupsOf(lines, [input], { bytes: 300_000 });
    const parts = await Promise.all(
      groups.flat().map((slice) => bytesOf(lines, slice, { from: localFiles() })),
    );
    expect(parts.slice(0, -1).every((part) => part.at(-1) === 0x0a)).toBe(true);
    const pieces = parts.map((_, index) => `${path}.${index}`);
    await Promise.all(pieces.map((piece, index) => writeFile(piece, parts[index]!)));
    const count = ['-c', 'for f; do wc -l < "$f"; done | awk "{ n += \\$1 } END { print n }"', '-'];
    const add = ['-c', 'cat "$@" | sha256sum', '-'];
    for (const args of [count, add]) {
      const whole = execFileSync('bash', [...args, path]).toString();
      expect(execFileSync('bash', [...args, ...pieces]).toString()).toBe(whole);
    }
  });

  test('cuts slices of near-equal length rather than a tiny tail', async () => {
    const inputs = [{ uri: '/a', size: 2101, fingerprint: '' }];
    const groups = await groupsOf(lines, inputs, { bytes: 1000 });
    expect(groups.flat().map(({ start, end }) => [start, end])).toEqual([
      [0, 700],
      [700, 1401],
      [1401, 2101],
    ]);
  });

  test('reads no more of a line longer than a slice than it must', async () => {
    const [input] = await inputsFrom(await temporaryFolder(), [Buffer.alloc(100_000, 'x')]);
    const groups = await groupsOf(lines, [input!], { bytes: 1000 });
    const counted = counting(localFiles({ blockSize: 100 }));
    for (const slice of groups.flat().slice(1)) {
      expect(await bytesOf(lines, slice, { from: counted.storage })).toHaveLength(0);
    }
    expect(counted.bytes()).toBeLessThan(150_000);
  });

  test.each([
    { encoding: 'UTF-16LE', head: [0xff, 0xfe] },
    { encoding: 'UTF-16BE', head: [0xfe, 0xff] },
  ])('refuses $encoding in every slice, and names the file', async ({ encoding, head }) => {
    const path = join(await temporaryFolder(), 'windows.txt');
    await writeFile(path, Buffer.from(head));
    const script = `seq 1 50 | iconv -f UTF-8 -t ${encoding}`;
    await appendFile(path, execFileSync('bash', ['-c', script]));
    const groups = await groupsOf(lines, [(await localFiles().stat(path))!], { bytes: 100 });
    expect(groups.length).toBeGreaterThan(1);
    for (const slice of groups.flat()) {
      await expect(bytesOf(lines, slice)).rejects.toMatchObject({
        type: 'InputInvalid',
        message: expect.stringContaining('windows.txt'),
      });
    }
  });
});

function counting(storage: Storage): { storage: Storage; bytes: () => number } {
  let bytes = 0;
  async function* read(...args: Parameters<Storage['read']>): AsyncGenerator<Uint8Array> {
    for await (const block of storage.read(...args)) {
      bytes += block.length;
      yield block;
    }
  }
  return { storage: { ...storage, read }, bytes: () => bytes };
}
