import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Slice } from '../../../src/domain/plan.ts';
import { csv } from '../../../src/partitioners/csv.ts';
import { jsonl } from '../../../src/partitioners/jsonl.ts';
import { lines } from '../../../src/partitioners/lines.ts';
import type { Partitioner } from '../../../src/partitioners/partitioner.ts';
import { localFiles } from '../../../src/storage/local.ts';
import { bytesOf, groupsOf, mark, temporaryFolder } from '../../contracts/partitioner.ts';

async function gzipped(bytes: Uint8Array, name = 'a b.txt.gz'): Promise<Slice> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return wholeSlice(path);
}

async function wholeSlice(path: string): Promise<Slice> {
  const input = (await localFiles().stat(path))!;
  return { ...input, start: 0, end: input.size };
}

const member = fc.uint8Array({ maxLength: 40 }).map((bytes) => gzipSync(bytes));

describe.each<Partitioner>([lines, csv, jsonl])('gzip in $format', (partitioner) => {
  test('is never cut, and packed with its neighbours where it is small', async () => {
    const inputs = [];
    for (const size of [5, 1000, 5, 4]) inputs.push(await gzipped(Buffer.alloc(size)));
    const groups = await groupsOf(partitioner, inputs, { bytes: 100 });
    expect(groups.map((group) => group.map(({ end }) => end))).toEqual([[5], [1000], [5, 4]]);
  });

  test('gives what zcat gives, of many members too, however the blocks fall', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'a.gz');
    const members = fc.array(member, { minLength: 1, maxLength: 4 });
    const cases = fc.asyncProperty(members, fc.integer({ min: 1, max: 70 }), async (all, size) => {
      await writeFile(path, Buffer.concat(all));
      const content = execFileSync('bash', ['-c', 'zcat "$1"', '-', path]);
      const [first = 0, second = 0] = content;
      fc.pre(first < 0xef || (first > 0xef && second < 0xfe));
      const from = localFiles({ blockSize: size });
      expect(await bytesOf(partitioner, await wholeSlice(path), { from })).toEqual(content);
    });
    await fc.assert(cases, { numRuns: 60 });
  });

  test('leaves the byte order mark out, and refuses UTF-16', async () => {
    const marked = await gzipped(gzipSync(Buffer.concat([mark, Buffer.from('a,b\n1,2')])));
    expect((await bytesOf(partitioner, marked)).toString()).toBe('a,b\n1,2');
    const wide = await gzipped(gzipSync(Buffer.from('\u{feff}a\n', 'utf16le')));
    await expect(bytesOf(partitioner, wide)).rejects.toMatchObject({ type: 'InputInvalid' });
  });

  test('has a limit for its records too', async () => {
    const slice = await gzipped(gzipSync(`ab\n${'x'.repeat(100)}\n`));
    const rules = { header: true, maxRecordBytes: 100 };
    await expect(bytesOf(partitioner, slice, { rules })).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringContaining('byte 3 of the decompressed content of'),
    });
  });
});

describe('gzip', () => {
  test('gives as many lines, words and bytes as zcat and wc count, in bounded memory', async () => {
    const path = join(await temporaryFolder(), 'big.gz');
    const script =
      '(seq -f "%.0f é and more" 1 300000 | gzip; seq 1 9 | gzip; head -c 200M /dev/zero | gzip; printf end | gzip) > "$1"';
    execFileSync('bash', ['-c', script, '-', path]);
    const before = process.memoryUsage().arrayBuffers;
    let [most, bytes, newlines] = [0, 0, 0];
    const rules = { header: true, maxRecordBytes: 2 ** 30 };
    for await (const block of lines.read(await wholeSlice(path), localFiles(), rules)) {
      bytes += block.length;
      for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) newlines++;
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    const wc = execFileSync('bash', ['-c', 'zcat "$1" | wc -lc', '-', path]).toString();
    expect(wc.trim().split(/ +/).map(Number)).toEqual([newlines, bytes]);
    expect(most).toBeLessThan(50_000_000);
  });

  test.each([
    { what: 'cut short', damage: async (path: string) => truncate(path, 5000) },
    { what: 'cut short in its header', damage: async (path: string) => truncate(path, 5) },
    { what: 'empty', damage: async (path: string) => truncate(path, 0) },
    {
      what: 'damaged',
      damage: async (path: string) => {
        const flip =
          'printf "\\377\\377\\377\\377" | dd of="$1" bs=1 seek=4000 conv=notrunc status=none';
        execFileSync('bash', ['-c', flip, '-', path]);
      },
    },
    { what: 'not gzip', damage: async (path: string) => writeFile(path, 'plain text\n') },
  ])('refuses a file that is $what, as gzip -t does, and names it', async ({ damage }) => {
    const path = join(await temporaryFolder(), 'bad\n.gz');
    execFileSync('bash', ['-c', 'seq 1 99999 | gzip > "$1"', '-', path]);
    await damage(path);
    expect(() => execFileSync('gzip', ['-t', path], { stdio: 'ignore' })).toThrow(/gzip -t/);
    await expect(
      bytesOf(lines, await wholeSlice(path), { from: localFiles() }),
    ).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringContaining(JSON.stringify(path)),
    });
  });

  test('takes the zero bytes that some tools put at the end of a file', async () => {
    const slice = await gzipped(Buffer.concat([gzipSync('a\n'), Buffer.alloc(600)]));
    expect((await bytesOf(lines, slice)).toString()).toBe('a\n');
  });

  test('says that a file is gone as it would of one that is not compressed', async () => {
    const slice = { uri: '/no/such.gz', size: 9, fingerprint: '', start: 0, end: 9 };
    await expect(bytesOf(lines, slice)).rejects.toMatchObject({ type: 'InputMissing' });
  });
});
