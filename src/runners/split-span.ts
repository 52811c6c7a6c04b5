import type { InputFormat, RecordRules, Slice } from '../domain/plan.ts';
import type { Span } from '../domain/selection.ts';
import { partitionerOf } from '../partitioners/index.ts';
import { hasHeader, withHeader } from '../partitioners/pieces.ts';
import type { Storage } from '../storage/storage.ts';

interface Splitting {
  readonly slice: Slice;
  readonly format: InputFormat;
  readonly rules: RecordRules;
  readonly storage: Storage;
}

/** All records of a slice: what comes after its header, where it has one. Whole slices have no measure. */
export async function wholeSpan(index: number, splitting: Splitting): Promise<Span> {
  const { slice, format, rules, storage } = splitting;
  const partitioner = partitionerOf(format);
  if (!partitioner.ends) return { slice: index, start: 0, end: Infinity };
  let [start, end] = [0, 0];
  const stream = partitioner.read(slice, storage, { ...rules, maxRecordBytes: Infinity });
  for await (const { bytes, isHeader } of withHeader(stream, hasHeader(format, rules))) {
    end += bytes.length;
    if (isHeader) start += bytes.length;
  }
  return { slice: index, start, end };
}

/** Cuts a span of a slice near its middle, between two records; undefined where it is one. */
export async function splitSpan(
  span: Span,
  { slice, format, rules, storage }: Splitting,
): Promise<readonly [Span, Span] | undefined> {
  const partitioner = partitionerOf(format);
  if (!partitioner.ends) return undefined;
  const border = await borderNear({
    span,
    stream: partitioner.read(slice, storage, { ...rules, maxRecordBytes: Infinity }),
    endsIn: partitioner.ends(),
  });
  if (border === undefined) return undefined;
  return [
    { ...span, end: border },
    { ...span, start: border },
  ];
}

interface Border {
  readonly span: Span;
  readonly stream: AsyncIterable<Uint8Array>;
  readonly endsIn: (piece: Uint8Array) => readonly [first: number, last: number];
}

/** Where the first record ends at or after the middle, or the last one before it; never at the span's own borders. */
async function borderNear({ span, stream, endsIn }: Border): Promise<number | undefined> {
  const { start, end } = span;
  const middle = Math.floor((start + end) / 2);
  let [at, before] = [0, start];
  for await (const block of stream) {
    const length = Math.max(0, Math.min(block.length, middle - at));
    const [, last] = endsIn(block.subarray(0, length));
    if (last > 0) before = Math.max(start, at + last);
    const [first] = endsIn(block.subarray(length));
    if (first > 0) {
      const after = at + length + first;
      if (after < end) return after;
      break;
    }
    at += block.length;
    if (at >= end) break;
  }
  return before > start ? before : undefined;
}
