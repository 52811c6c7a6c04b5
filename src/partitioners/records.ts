import {
  type Input,
  type InputFormat,
  type RecordRules,
  type Slice,
  usualRules,
} from '../domain/plan.ts';
import { cut, whole } from './cut.ts';
import { decompressing, isGzip } from './gzip.ts';
import type { Partitioner, Source } from './partitioner.ts';

interface Definition {
  readonly format: InputFormat;
  readonly summary: string;
  /** The slices of a file that is bigger than `bytes`. */
  readonly split: (
    input: Input,
    bytes: number,
    source: Source,
  ) => Iterable<Slice> | AsyncIterable<Slice>;
  /** The records of a slice, whose end and size are infinite where nobody knows them. */
  readonly read: (slice: Slice, source: Source, rules: RecordRules) => AsyncIterable<Uint8Array>;
}

/** A partitioner of records, whose files may be compressed with gzip: one that is cannot be cut, and is read whole. */
export function ofRecords({ format, summary, split, read }: Definition): Partitioner {
  return {
    format,
    summary,
    cut: (inputs, batch, storages) =>
      cut(inputs, batch, (input, bytes) =>
        isGzip(input.uri) ? [whole(input)] : split(input, bytes, storages(input.uri)),
      ),
    neverCut: (uri) => (isGzip(uri) ? 'gzip can only be read from its start' : undefined),
    read: (slice, storage, rules = usualRules) =>
      isGzip(slice.uri)
        ? read({ ...slice, end: Infinity, size: Infinity }, decompressing(storage), rules)
        : read(slice, storage, rules),
  };
}
