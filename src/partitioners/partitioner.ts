import type { BatchSize, Input, InputFormat, RecordRules, Slice } from '../domain/plan.ts';
import type { Storages } from '../storage/index.ts';
import type { Storage } from '../storage/storage.ts';
import type { RecordEnds } from './record-limit.ts';
import type { QuoteScan, Range } from './quote-scan.ts';

/** Where bytes are read from: a storage, or a view of one. */
export type Source = Pick<Storage, 'read'>;

/** What a cut may look at files with. */
export interface Looks {
  readonly storages: Storages;
  /** Reads a range of a file; a planner has that done in threads. */
  readonly scanQuotes: (range: Range) => Promise<QuoteScan>;
  /** Scans that are worth asking for at once. */
  readonly scansAtOnce: number;
}

/**
 * A way to cut inputs into slices, and the rule by which a slice's bytes are read back: the two belong together,
 * because they promise together that every byte of every input is read exactly once.
 */
export interface Partitioner {
  /** The word for `input.format`. */
  readonly format: InputFormat;
  readonly summary: string;
  /**
   * Groups of slices, one a task, in input order. Holds no list in memory. Only `csv` looks into the files, and only
   * into those that do not fit in a batch.
   */
  cut(
    inputs: AsyncIterable<Input>,
    batch: BatchSize,
    looks: Looks,
  ): AsyncIterable<readonly Slice[]>;
  /** How the records end that `read` gives; not there where an item is a whole slice. */
  readonly ends?: () => RecordEnds;
  /** Why a file is never cut, however big it is; undefined where it may be. Not there where that is so of all. */
  readonly neverCut?: (uri: string) => string | undefined;
  /**
   * The bytes that belong to a slice, in blocks, each only valid until the next is asked for. A record longer than
   * the rules allow is `InputInvalid`.
   */
  read(slice: Slice, storage: Storage, rules?: RecordRules): AsyncIterable<Uint8Array>;
}
