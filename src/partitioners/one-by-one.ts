import type { InputFormat, Slice } from '../domain/plan.ts';
import { withHeader } from './pieces.ts';
import { firstRowEnd, hasOddQuotes } from './quotes.ts';

const newline = 0x0a;

/** A line, a row or a JSON value, with its line end. */
export interface OneRecord {
  readonly slice: Slice;
  readonly bytes: Uint8Array;
  /** Where it starts in what is read of the slice, a header included. */
  readonly start: number;
  /** Its number in the slice, from 1, a header not counted. */
  readonly number: number;
}

interface Reading {
  readonly slice: Slice;
  readonly format: InputFormat;
  readonly hasHeader: boolean;
  readonly blocks: AsyncIterable<Uint8Array>;
}

/** The records of a slice one by one, without its header; the last may lack its line end. */
export async function* oneByOne({
  slice,
  format,
  hasHeader,
  blocks,
}: Reading): AsyncGenerator<OneRecord> {
  let carried: Buffer[] = [];
  let [start, number, isQuoted] = [0, 1, false];
  const record = (last: Uint8Array): OneRecord => {
    const bytes = carried.length === 0 ? last : Buffer.concat([...carried, last]);
    carried = [];
    return { slice, bytes, start, number };
  };
  const endIn = (rest: Uint8Array) =>
    format === 'csv' ? firstRowEnd(rest, isQuoted) : rest.indexOf(newline) + 1;
  for await (const { bytes, isHeader } of withHeader(blocks, hasHeader)) {
    if (isHeader) start += bytes.length;
    let rest = isHeader ? bytes.subarray(bytes.length) : bytes;
    for (let end = endIn(rest); end > 0; end = endIn(rest)) {
      const next = record(rest.subarray(0, end));
      yield next;
      start += next.bytes.length;
      number += 1;
      rest = rest.subarray(end);
      isQuoted = false;
    }
    if (format === 'csv' && hasOddQuotes(rest)) isQuoted = !isQuoted;
    if (rest.length > 0) carried.push(Buffer.from(rest));
  }
  if (carried.length > 0) yield record(new Uint8Array());
}
