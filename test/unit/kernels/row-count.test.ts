import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowCounter } from '../../../src/kernels/row-count.ts';
import { feedKernel } from '../../support/feed-kernel.ts';

const counter = rowCounter();

function countOf(bytes: Uint8Array, blockSize?: number) {
  counter.open();
  feedKernel(counter, bytes, blockSize);
  return [counter.rows, counter.isQuoted];
}

test('counts newlines outside quotes, in any bytes and any blocks', () => {
  const byte = fc.oneof(fc.constantFrom(...Buffer.from('"""\n\n,\r\0')), fc.nat(255));
  const bytes = fc.array(byte, { maxLength: 3_000 }).map((all) => Buffer.from(all));
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 500 }), (file, size) => {
      const pieces = file.toString('latin1').split('"');
      const outside = pieces.filter((_, index) => index % 2 === 0).join('');
      const expected = [outside.split('\n').length - 1, pieces.length % 2 === 0];
      expect(countOf(file, size)).toEqual(expected);
    }),
  );
});

test('fills its whole input, and starts anew', () => {
  expect(countOf(Buffer.alloc(2 ** 18, '\n'), 2 ** 18)).toEqual([2 ** 18, false]);
  expect(countOf(Buffer.from('"\n'))).toEqual([0, true]);
  expect(countOf(Buffer.from('a\n'))).toEqual([1, false]);
});
