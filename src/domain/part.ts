import type { Slice } from './plan.ts';

/**
 * The file name of a part. It carries the attempt, so that a zombie attempt can never write over the winner.
 * Numbers are padded so that names sort in task order up to a million tasks.
 */
export function partName({ task, attempt }: { task: number; attempt: number }): string {
  return `${String(task).padStart(6, '0')}-a${attempt}`;
}

/** How much of its input an attempt has worked through. */
export interface Cursor {
  readonly items: number;
  readonly bytes: number;
}

/** What one attempt of one task made. Kept beside the part, and copied into the manifest. */
export interface PartReceipt {
  readonly task: number;
  readonly attempt: number;
  readonly worker: string;
  /** How often the job had been changed before it made this part. */
  readonly revision: number;
  readonly slices: readonly Slice[];
  /** Items of input, bad records that were taken out included. */
  readonly itemsIn: number;
  readonly itemsOut: number;
  /** Bad records that were taken out; none unless given. */
  readonly rejected?: number | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Of the part's bytes, in hex. */
  readonly sha256: string;
  /** Bytes of the part that were made of each slice, in their order, where the operation says so. */
  readonly lengths?: readonly number[] | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** A file of the job's result. */
export interface ResultFile {
  /** Relative to the output folder. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A task that was won by another attempt than its first. All others are won by attempt 1. */
export interface LaterAttempt {
  readonly task: number;
  readonly attempt: number;
}

/** What goes into history for a task that succeeded. */
export interface TaskResult {
  readonly attempt: number;
  readonly itemsIn: number;
  readonly itemsOut: number;
  /** Bad records among `itemsIn`; none unless given. */
  readonly rejected?: number | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly sha256: string;
}
