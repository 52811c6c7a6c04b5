import type { JobSpec } from '../config/job-config.ts';
import type { JobDocument } from '../config/load.ts';
import type { JobState } from '../domain/job-state.ts';
import type { JobSummary } from '../domain/outcome.ts';

/**
 * What a job's memo holds: enough to show a job without asking a worker. The client writes it at submission, the
 * workflow brings the state up to date, and adds the summary at the end.
 */
export interface JobMemo {
  readonly state: JobState;
  readonly name: string;
  /** The output folder. */
  readonly output: string;
  readonly pool: string;
  /** `algorithm.type`. */
  readonly processor: string;
  /** Of the job file as submitted, with its `--set` values. */
  readonly jobFileSha256: string;
  /** Why the job waits for a person. */
  readonly message?: string | undefined;
  /** The tasks that `djc retry` can run again, as `3,7-9`; absent where it can not. */
  readonly failedTasks?: string | null | undefined;
  /** The settings as a person changed them last, and what they were made of. */
  readonly spec?: JobSpec | undefined;
  readonly document?: JobDocument | undefined;
  readonly summary?: JobSummary | undefined;
}

interface Described {
  readonly memo?: Record<string, unknown> | undefined;
  readonly status: { readonly name: string };
}

export function memoOf({ memo }: Described): JobMemo {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `submitJob` and the workflow write it
  const noted = memo as unknown as JobMemo;
  if (!noted.spec) return noted;
  const { compute, algorithm } = noted.spec;
  return { ...noted, pool: compute.pool, processor: algorithm.type };
}

/** The state of a job by its memo, unless the server ended the workflow over the job's head. */
export function stateOf(described: Described): JobState {
  switch (described.status.name) {
    case 'COMPLETED':
      return 'succeeded';
    case 'CANCELLED':
    case 'TERMINATED':
      return 'cancelled';
    case 'FAILED':
    case 'TIMED_OUT':
      return 'failed';
    default:
      return memoOf(described).state;
  }
}
