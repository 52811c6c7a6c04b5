import type { TaskCounts } from './job-state.ts';
import type { ResultFile } from './part.ts';
import type { TaskFailure } from './progress.ts';

/** How a job ended: the workflow's result, and what notifications and `djc result` tell. */
export interface JobSummary {
  readonly job: string;
  readonly name: string;
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  /** Whether the result lacks what tasks that failed or were skipped would have made. */
  readonly partial?: boolean | undefined;
  /** Why it did not succeed. */
  readonly message?: string | undefined;
  readonly tasks: TaskCounts;
  readonly files: number;
  /** Input bytes of the plan. */
  readonly bytes: number;
  /** Of them, those that tasks worked through to their end. */
  readonly bytesDone?: number | undefined;
  readonly itemsIn: number;
  /** Bad records that were taken out, and lie in `dead-letter/`; none unless given. */
  readonly rejected?: number | undefined;
  /** The output folder. */
  readonly output: string;
  readonly results: readonly ResultFile[];
  readonly failures: readonly TaskFailure[];
  /** What went wrong without changing the result: a notification that could not be sent. */
  readonly warnings: readonly string[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
}
