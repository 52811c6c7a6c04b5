import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { combineCrc32 } from '../../../src/kernels/crc32.ts';

test('combines the sums of two ranges into that of both', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 500 }),
      fc.uint8Array({ maxLength: 500 }),
      (one, other) => {
        const both = crc32(Buffer.concat([one, other]));
        expect(combineCrc32(crc32(one), crc32(other), other.length)).toBe(both);
      },
    ),
  );
});

test('combines ranges of more than 4 GiB', () => {
  const block = Buffer.alloc(2 ** 20, 'range');
  let [sum, length] = [crc32(block), block.length];
  for (; length < 2 ** 33; length *= 2) sum = combineCrc32(sum, sum, length);
  let expected = 0;
  for (let at = 0; at < 2 ** 33; at += 2 ** 20) expected = crc32(block, expected);
  expect(sum).toBe(expected);
});
