import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteScanner } from '../../../src/kernels/quotes.ts';
import { feedKernel } from '../../support/feed-kernel.ts';

const scanner = quoteScanner();

function scanOf(bytes: Uint8Array, blockSize?: number) {
  scanner.open();
  feedKernel(scanner, bytes, blockSize);
  return [scanner.isOdd, scanner.firstRowEnd(false), scanner.firstRowEnd(true)];
}

/** The offset after the first newline that an odd or an even number of quotes precedes, as a pattern finds it. */
function rowEnd(text: string, isQuoted: boolean): number {
  const [head] = (isQuoted ? /^[^"]*"(?:[^"\n]|"[^"]*")*\n/ : /^(?:[^"\n]|"[^"]*")*\n/).exec(
    text,
  ) ?? [''];
  return head.length;
}

const byte = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0x61) },
  fc.constantFrom(...Buffer.from('"""\n\n,\r\0')),
  fc.nat(255),
);

test('tells the parity of quotes, and the first row end from both sides of a quote, in any blocks', () => {
  const bytes = fc.array(byte, { maxLength: 2_000 }).map((all) => Buffer.from(all));
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 500 }), (file, size) => {
      const text = file.toString('latin1');
      const isOdd = text.split('"').length % 2 === 0;
      expect(scanOf(file, size)).toEqual([isOdd, rowEnd(text, false), rowEnd(text, true)]);
    }),
  );
});

test('finds a row end far from the start, and fills its whole input', () => {
  const far = Buffer.concat([Buffer.alloc(3 * 2 ** 18 + 7, 'x'), Buffer.from('"\n"\n"')]);
  expect(scanOf(far, 2 ** 18)).toEqual([true, far.length - 1, far.length - 3]);
});

test('starts anew', () => {
  expect(scanOf(Buffer.from('"\n'))).toEqual([true, 0, 2]);
  expect(scanOf(Buffer.from('a\n'))).toEqual([false, 2, 0]);
});
