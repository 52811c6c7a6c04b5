import { DataError } from '../errors.ts';
import { isGzip } from './gzip.ts';
import { firstRowEnd, hasOddQuotes, lastRowEnd } from './quotes.ts';

const newline = 0x0a;

/** Where records end in bytes that come piece by piece: the offsets after the first end and the last; 0 for none. */
export type RecordEnds = (piece: Uint8Array) => readonly [first: number, last: number];

/** Records that end with every newline. */
export function lineEnds(): RecordEnds {
  return (piece) => [piece.indexOf(newline) + 1, piece.lastIndexOf(newline) + 1];
}

/** Records that end with a newline outside double quotes. */
export function rowEnds(): RecordEnds {
  let isQuoted = false;
  return (piece) => {
    const first = firstRowEnd(piece, isQuoted);
    if (hasOddQuotes(piece)) isQuoted = !isQuoted;
    return [first, first === 0 ? 0 : lastRowEnd(piece, isQuoted)];
  };
}

interface Limit {
  readonly uri: string;
  /** Bytes of a record with its line end. */
  readonly most: number;
  readonly ends: RecordEnds;
  /** What the offsets are of; the file, or what it holds decompressed, unless given. */
  readonly place?: string;
}

/**
 * A check of the blocks of consecutive records, of which `at` is the offset in the file, in order. Throws for a record
 * that is too long as soon as that is certain. A block no longer than the limit is looked at from both its ends only.
 */
export function recordLimit({ uri, most, ends, place = placeOf(uri) }: Limit) {
  let start: number | undefined;
  const checkPiece = (piece: Uint8Array, at: number): void => {
    start ??= at;
    const [first, last] = ends(piece);
    if (at + (first || piece.length) - start > most) {
      throw new DataError(
        'InputInvalid',
        `expected records of at most ${most} bytes, but the one that starts at byte ${start} of ${place} is longer; is input.format right? If it is, raise advanced.max_record_bytes`,
      );
    }
    if (last > 0) start = at + last;
  };
  return (block: Uint8Array, at: number): void => {
    for (let from = 0; from < block.length; from += most) {
      checkPiece(block.subarray(from, from + most), at + from);
    }
  };
}

function placeOf(uri: string): string {
  const name = JSON.stringify(uri);
  return isGzip(uri) ? `the decompressed content of ${name}` : name;
}
