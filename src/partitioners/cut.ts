import type { BatchSize, Input, Slice } from '../domain/plan.ts';

type Group = readonly Slice[];

/** The most files in a pack where the job file sets none, so that a pack of empty files stays a small value. */
const mostFiles = 1000;

/**
 * Packs whole files that fit into a batch, in input order; `split` says what becomes of a bigger one. An empty file is
 * packed like any other, so that it is counted.
 */
export async function* cut(
  inputs: AsyncIterable<Input>,
  { bytes, items = mostFiles }: BatchSize,
  split: (input: Input, bytes: number) => Iterable<Slice> | AsyncIterable<Slice>,
): AsyncGenerator<Group> {
  let pack: Slice[] = [];
  let packed = 0;
  for await (const input of inputs) {
    const isFull = packed + input.size > bytes || pack.length >= items;
    if (isFull && pack.length > 0) {
      yield pack;
      pack = [];
      packed = 0;
    }
    if (input.size > bytes) {
      for await (const slice of split(input, bytes)) yield [slice];
    } else {
      pack.push(whole(input));
      packed += input.size;
    }
  }
  if (pack.length > 0) yield pack;
}

export function whole(input: Input): Slice {
  return { ...input, start: 0, end: input.size };
}

/** As few slices of at most `bytes` as hold the file, of near-equal length: no tiny tail that costs a task. */
export function* evenSlices(input: Input, bytes: number): Generator<Slice> {
  const count = Math.ceil(input.size / bytes);
  const border = (index: number): number => Math.round((index * input.size) / count);
  for (let index = 0; index < count; index++) {
    yield { ...input, start: border(index), end: border(index + 1) };
  }
}

/** Slices that start at multiples of `bytes`, so that records of a fixed length stay whole. */
export function* fixedSlices(input: Input, bytes: number): Generator<Slice> {
  for (let start = 0; start < input.size; start += bytes) {
    yield { ...input, start, end: Math.min(start + bytes, input.size) };
  }
}
