import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Slice } from '../../../src/domain/plan.ts';
import { csv } from '../../../src/partitioners/csv.ts';
import { jsonl } from '../../../src/partitioners/jsonl.ts';
import { lines } from '../../../src/partitioners/lines.ts';
import type { Partitioner } from '../../../src/partitioners/partitioner.ts';
import { localFiles } from '../../../src/storage/local.ts';
import { bytesOf, groupsOf, temporaryFolder } from '../../contracts/partitioner.ts';

/** One block, as bgzip writes it; `level` 0 keeps the bytes as they are. */
function block(bytes: Uint8Array, level = 6): Buffer {
  const body = deflateRawSync(bytes, { level });
  const header = Buffer.from('1f8b08040000000000ff060042430200', 'hex');
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length + 2 + body.length + 8 - 1);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(bytes), 0);
  tail.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, size, body, tail]);
}

const endOfFile = block(Buffer.alloc(0));

async function written(name: string, blocks: readonly Buffer[]): Promise<Slice> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, Buffer.concat(blocks));
  const input = (await localFiles().stat(path))!;
  return { ...input, start: 0, end: input.size };
}

/** What all slices of a file together give, in tasks of so many compressed bytes. */
async function readInSlices(partitioner: Partitioner, file: Slice, bytes: number) {
  const slices = (await groupsOf(partitioner, [file], { bytes })).flat();
  const from = localFiles({ blockSize: 777 });
  const read = [];
  for (const slice of slices) read.push(await bytesOf(partitioner, slice, { from }));
  return { read, slices };
}

const zcat = (path: string) =>
  execFileSync('bash', ['-c', 'gzip -t "$1" && zcat "$1"', '-', path], { maxBuffer: 1 << 28 });

const piece = fc.oneof(
  fc.constantFrom('\n', '\r\n', 'a', 'word ', 'é', '\0', '\n\n').map((it) => Buffer.from(it)),
  fc.integer({ min: 1, max: 300 }).map((length) => Buffer.from('x'.repeat(length))),
  fc.uint8Array({ maxLength: 40 }).map((it) => Buffer.from(it)),
);
const content = fc.array(piece, { maxLength: 10 }).map((it) => Buffer.concat(it));

describe.each([lines, jsonl])('BGZF in $format', (partitioner) => {
  test('gives every line once, wherever it is cut and however lines and blocks fall', async () => {
    const blocks = fc.array(fc.tuple(content, fc.constantFrom(0, 6)), { maxLength: 12 });
    const property = fc.asyncProperty(
      blocks,
      fc.integer({ min: 1, max: 400 }),
      async (all, bytes) => {
        const parts = all.map(([text, level]) => block(text, level));
        const file = await written('a b.gz', [block(Buffer.from('first\n')), ...parts, endOfFile]);
        const { read, slices } = await readInSlices(partitioner, file, bytes);
        expect(Buffer.concat(read).toString('latin1')).toBe(zcat(file.uri).toString('latin1'));
        expect(slices.length).toBe(file.size > bytes ? Math.ceil(file.size / bytes) : 1);
        // A slice ends with a whole line, but for the file's last one.
        const some = read.filter(({ length }) => length > 0).slice(0, -1);
        for (const it of some) expect(it.at(-1)).toBe(0x0a);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  test('agrees with zcat on many full blocks, and gives every task some', async () => {
    const text = Buffer.from(
      Array.from({ length: 60_000 }, (_, row) => `${row} ${(row * 7919) % 10_007}\n`).join(''),
    );
    const parts = [];
    for (let at = 0; at < text.length; at += 65_280)
      parts.push(block(text.subarray(at, at + 65_280)));
    const file = await written('big.gz', [...parts, endOfFile]);
    const { read } = await readInSlices(partitioner, file, 40_000);
    expect(read.length).toBeGreaterThan(4);
    expect(read.every(({ length }) => length > 0)).toBe(true);
    expect(Buffer.concat(read).equals(zcat(file.uri))).toBe(true);
  });

  test('does not take the blocks of a BGZF file within the file for its own', async () => {
    const inner = Buffer.concat(
      Array.from({ length: 200 }, (_, at) => block(Buffer.from(`inner ${at}\n`.repeat(200)), 0)),
    );
    const parts = [];
    for (let at = 0; at < inner.length; at += 65_000)
      parts.push(block(inner.subarray(at, at + 65_000), 0));
    const file = await written('nested.gz', [...parts, endOfFile]);
    for (const bytes of [3_000, 50_000]) {
      const { read } = await readInSlices(partitioner, file, bytes);
      expect(Buffer.concat(read).equals(zcat(file.uri))).toBe(true);
    }
  });

  test('leaves the byte order mark out, and holds to the longest record', async () => {
    const marked = await written('m.gz', [
      block(Buffer.from('\u{feff}a\n')),
      block(Buffer.from('b')),
    ]);
    const { read } = await readInSlices(partitioner, marked, 20);
    expect(Buffer.concat(read).toString()).toBe('a\nb');
    const long = await written('l.gz', [
      block(Buffer.from('a\n')),
      block(Buffer.from(`b\n${'x'.repeat(500)}\n`)),
    ]);
    const slice = { ...long, start: 3 };
    const rules = { header: true, maxRecordBytes: 100 };
    await expect(bytesOf(partitioner, slice, { rules })).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringMatching(/at byte 2 of the decompressed .*l\.gz" from compressed byte/),
    });
  });

  test.each([
    { what: 'cut short', damage: async ({ uri, size }: Slice) => truncate(uri, size - 40) },
    {
      what: 'damaged',
      damage: async ({ uri, size }: Slice) => {
        const flip = 'printf "\\377\\377" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none';
        execFileSync('bash', ['-c', flip, '-', uri, String(size - 100)]);
      },
    },
  ])('refuses a file that is $what, and says where', async ({ damage }) => {
    const text = Buffer.from(Array.from({ length: 5_000 }, (_, row) => `${row}\n`).join(''));
    const file = await written('bad.gz', [block(text), block(text), block(text)]);
    await damage(file);
    const now = { ...file, size: (await localFiles().stat(file.uri))!.size };
    const slice = { ...now, start: Math.floor(now.size / 3), end: now.size };
    await expect(bytesOf(partitioner, slice)).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringMatching(/bad\.gz" at byte \d+/),
    });
  });

  test('a file that goes on as plain gzip is refused, not read by halves', async () => {
    const plain = gzipSync(Buffer.from('plain\n'.repeat(90_000)), { level: 0 });
    const file = await written('mixed.gz', [block(Buffer.from('a\n')), plain]);
    await expect(readInSlices(partitioner, file, 100_000)).rejects.toMatchObject({
      type: 'InputInvalid',
    });
  });
});

test('CSV in BGZF is one task, for only its start tells where rows end', async () => {
  const file = await written('a.gz', [block(Buffer.from('a,b\n')), block(Buffer.from('1,2\n'))]);
  expect((await groupsOf(csv, [file], { bytes: 10 })).flat()).toEqual([file]);
});
