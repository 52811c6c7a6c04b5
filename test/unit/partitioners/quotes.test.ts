import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstRowEnd, hasOddQuotes, lastRowEnd } from '../../../src/partitioners/quotes.ts';

/** Every byte near a quote in the bits, at any place in memory. */
const bytes = fc
  .tuple(
    fc.nat(7),
    fc.array(fc.constantFrom(0x22, 0x0a, 0x23, 0x21, 0xa2, 0x02, 0x62, 0, 0xff), { maxLength: 60 }),
  )
  .map(([offset, list]) =>
    Buffer.concat([Buffer.alloc(offset), Buffer.from(list)], offset + list.length).subarray(offset),
  );

const quotesIn = (piece: Buffer): number => piece.toString('latin1').split('"').length - 1;

test('counts quotes as splitting at them does', () => {
  fc.assert(
    fc.property(bytes, (piece) => {
      expect(hasOddQuotes(piece)).toBe(quotesIn(piece) % 2 === 1);
    }),
    { numRuns: 2000 },
  );
});

test('finds the first and the last newline with an even number of quotes before it', () => {
  fc.assert(
    fc.property(bytes, fc.boolean(), (piece, isQuoted) => {
      const ends = [...piece.keys()].filter(
        (at) =>
          piece[at] === 0x0a && (quotesIn(piece.subarray(0, at)) + Number(isQuoted)) % 2 === 0,
      );
      const isQuotedAfter = isQuoted !== hasOddQuotes(piece);
      expect(firstRowEnd(piece, isQuoted)).toBe((ends[0] ?? -1) + 1);
      expect(lastRowEnd(piece, isQuotedAfter)).toBe((ends.at(-1) ?? -1) + 1);
    }),
    { numRuns: 2000 },
  );
});
