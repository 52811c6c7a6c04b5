import type { Cursor, PartReceipt } from '../domain/part.ts';
import type { Partition } from '../domain/plan.ts';
import type { InputFormat, RecordRules } from '../domain/plan.ts';
import type { Selection } from '../domain/selection.ts';

/** One attempt of one task, as plain data: it crosses to a thread or a process. */
export interface Attempt {
  readonly job: string;
  readonly attempt: number;
  readonly worker: string;
  /** How often the job was changed by a person so far; 0 unless given. */
  readonly revision?: number | undefined;
  readonly partition: Partition;
  readonly format: InputFormat;
  /** The usual ones unless given. */
  readonly rules?: RecordRules | undefined;
  /** The job's `algorithm`, with camelCase keys and defaults filled in. */
  readonly algorithm: { readonly type: string };
  /** Bytes of memory that the attempt's programs may hold. */
  readonly memory?: number | undefined;
  /** Exit codes of programs that another attempt would not mend; none unless given. */
  readonly nonRetryableExitCodes?: readonly number[] | undefined;
  /** What of the partition it takes; all unless given. */
  readonly selection?: Selection | undefined;
  /** The bad records that may be taken out instead of failing the attempt; none unless given. */
  readonly maxRejected?: number | undefined;
  /** Milliseconds of work after which a processor that can saves what it has done; never unless given. */
  readonly checkpointInterval?: number | undefined;
  /** The first attempt whose saved work may be taken up; this one unless given. */
  readonly firstAttempt?: number | undefined;
  /** Lines that its log begins with. */
  readonly notes?: readonly string[] | undefined;
  /** The folder for parts and receipts. */
  readonly parts: string;
  /** The file for this attempt's log: JSON lines. */
  readonly log: string;
}

export interface Control {
  /** Aborting it stops the thread, or the whole process group, before `run` rejects. */
  readonly signal: AbortSignal;
  onProgress(cursor: Cursor): void;
}

/** Runs attempts away from the worker's main thread. Rejects with a `DataError`, or the signal's reason. */
export interface Runner {
  run(attempt: Attempt, control: Control): Promise<PartReceipt>;
  close(): Promise<void>;
}
