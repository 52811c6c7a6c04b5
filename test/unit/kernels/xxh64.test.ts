import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { xxh64 } from '../../../src/kernels/xxh64.ts';
import { feedKernel } from '../../support/feed-kernel.ts';

const hash = xxh64();

function digestOf(bytes: Uint8Array, blockSize?: number): string {
  hash.open();
  feedKernel(hash, bytes, blockSize);
  return hash.digest();
}

// What xxhsum -H64 prints.
test.each([
  ['', 'ef46db3751d8e999'],
  ['a', 'd24ec4f1a98c6e5b'],
  ['abc', '44bc2cf5ad770999'],
  ['Nobody inspects the spammish repetition', 'fbcea83c8a378bf1'],
])('hashes %j', (text, digest) => {
  expect(digestOf(Buffer.from(text))).toBe(digest);
});

test('does not depend on where blocks are cut', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 1_000 }),
      fc.integer({ min: 1, max: 100 }),
      (bytes, size) => {
        expect(digestOf(bytes, size)).toBe(slowly(bytes));
      },
    ),
  );
});

/** The algorithm as https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md puts it, for a seed of 0. */
function slowly(bytes: Uint8Array): string {
  const u64 = (value: bigint) => BigInt.asUintN(64, value);
  const rotate = (value: bigint, by: bigint) => u64((value << by) | (value >> (64n - by)));
  const [p1, p2, p3, p4, p5] = [
    11400714785074694791n,
    14029467366897019727n,
    1609587929392839161n,
    9650029242287828579n,
    2870177450012600261n,
  ] as const;
  const round = (sum: bigint, lane: bigint) => u64(rotate(u64(sum + lane * p2), 31n) * p1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let result: bigint = p5;
  if (bytes.length >= 32) {
    let sums = [u64(p1 + p2), p2, 0n, u64(-p1)];
    for (; at + 32 <= bytes.length; at += 32) {
      sums = sums.map((sum, lane) => round(sum, view.getBigUint64(at + 8 * lane, true)));
    }
    const turns = [1n, 7n, 12n, 18n];
    result = u64(sums.reduce((total, sum, lane) => total + rotate(sum, turns[lane] ?? 0n), 0n));
    for (const sum of sums) result = u64((result ^ round(0n, sum)) * p1 + p4);
  }
  result = u64(result + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    result = u64(rotate(result ^ round(0n, view.getBigUint64(at, true)), 27n) * p1 + p4);
  }
  if (at + 4 <= bytes.length) {
    result = u64(rotate(u64(result ^ (BigInt(view.getUint32(at, true)) * p1)), 23n) * p2 + p3);
    at += 4;
  }
  for (; at < bytes.length; at++) {
    result = u64(rotate(u64(result ^ (BigInt(view.getUint8(at)) * p5)), 11n) * p1);
  }
  result = u64((result ^ (result >> 33n)) * p2);
  result = u64((result ^ (result >> 29n)) * p3);
  return (result ^ (result >> 32n)).toString(16).padStart(16, '0');
}
