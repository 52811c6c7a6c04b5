import type { PartReceipt, ResultFile } from '../domain/part.ts';
import type { Algorithm, Consolidation, ResultOrder, Traits } from '../processors/processor.ts';
import type { Storage, Written } from '../storage/storage.ts';

/** A winning part: its file and what its receipt says of it. */
export interface WinningPart {
  readonly uri: string;
  readonly receipt: PartReceipt;
}

export interface ConsolidationTask {
  /** In task order, which is input order. */
  readonly parts: readonly WinningPart[];
  /** For `merge`: the rows of all parts, merged already, in files by ranges of their keys; none unless given. */
  readonly shards?: readonly (Written & { readonly uri: string })[] | undefined;
  /** The folder that takes the result's files; private to this attempt until the caller publishes it. */
  readonly into: string;
  /** The name of the result's file, for consolidators that make one. */
  readonly result: string;
  /** What made the parts. */
  readonly algorithm: Algorithm;
  /** Bytes that the consolidation may hold, where the job file says. */
  readonly memory?: number | undefined;
  /** For `merge`: what the rows are sorted by, and how many of the most frequent are wanted; all by key unless given. */
  readonly order?: ResultOrder | undefined;
  readonly top?: number | undefined;
  readonly finish?: Traits['finish'] | undefined;
  readonly rename?: Traits['rename'] | undefined;
  readonly storage: Storage;
  readonly signal: AbortSignal;
  /** Says how many bytes of the parts have been read so far. */
  advance(bytes: number): void;
}

/**
 * Brings winning parts together. Checks each part against its receipt while reading it, and throws `PartDamaged`
 * where they differ. Memory does not grow with the size of the parts.
 */
export interface Consolidator {
  /** The word for `output.consolidate`. */
  readonly name: Consolidation;
  readonly summary: string;
  consolidate(task: ConsolidationTask): Promise<readonly ResultFile[]>;
}
