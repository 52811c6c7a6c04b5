import {
  type Input,
  type InputFormat,
  type RecordRules,
  type Slice,
  usualRules,
} from '../domain/plan.ts';
import { isBgzf } from './bgzf.ts';
import { cut, evenSlices, whole } from './cut.ts';
import { decompressing, isGzip } from './gzip.ts';
import type { RecordEnds } from './record-limit.ts';
import type { Looks, Partitioner, Source } from './partitioner.ts';

interface Definition {
  readonly format: InputFormat;
  readonly summary: string;
  readonly ends: () => RecordEnds;
  /** The slices of a file that is bigger than `bytes`. */
  readonly split: (
    input: Input,
    bytes: number,
    looks: Looks,
  ) => Iterable<Slice> | AsyncIterable<Slice>;
  /** The records of a slice, whose end and size are infinite where nobody knows them. */
  readonly read: Read;
  /** The records of a slice of a file compressed with BGZF; where absent, such a file cannot be cut. */
  readonly readBlocks?: Read;
}

type Read = (slice: Slice, source: Source, rules: RecordRules) => AsyncIterable<Uint8Array>;

/**
 * A partitioner of records, whose files may be compressed with gzip: one that is cannot be cut, and is read whole, unless
 * it is made of the blocks of BGZF.
 */
export function ofRecords(definition: Definition): Partitioner {
  const { format, summary, ends, split, read, readBlocks } = definition;
  return {
    format,
    summary,
    ends,
    cut: (inputs, batch, looks) =>
      cut(inputs, batch, (input, bytes) =>
        isGzip(input.uri)
          ? splitGzip(input, readBlocks ? bytes : Infinity, looks.storages(input.uri))
          : split(input, bytes, looks),
      ),
    neverCut: (uri) => (isGzip(uri) ? 'gzip can only be read from its start' : undefined),
    read(slice, storage, rules = usualRules) {
      if (!isGzip(slice.uri)) return read(slice, storage, rules);
      const isPart = slice.end - slice.start < slice.size;
      if (isPart && readBlocks) return readBlocks(slice, storage, rules);
      return read({ ...slice, end: Infinity, size: Infinity }, decompressing(storage), rules);
    },
  };
}

async function* splitGzip(input: Input, bytes: number, source: Source): AsyncGenerator<Slice> {
  const canCut = bytes < Infinity && (await isBgzf(input.uri, source));
  yield* canCut ? evenSlices(input, bytes) : [whole(input)];
}
