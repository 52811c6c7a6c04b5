import type { BatchSize, Input, InputFormat, Slice } from '../domain/plan.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * A way to cut inputs into slices, and the rule by which a slice's bytes are read back: the two belong together,
 * because they promise together that every byte of every input is read exactly once.
 */
export interface Partitioner {
  /** The word for `input.format`. */
  readonly format: InputFormat;
  readonly summary: string;
  /** Groups of slices, one a task, in input order. Needs no more than one `stat` a file, and no list in memory. */
  cut(inputs: AsyncIterable<Input>, batch: BatchSize): AsyncIterable<readonly Slice[]>;
  /** The bytes that belong to a slice, in blocks, each only valid until the next is asked for. */
  read(slice: Slice, storage: Storage): AsyncIterable<Uint8Array>;
}
