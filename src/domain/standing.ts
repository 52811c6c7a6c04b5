import type { LaterAttempt } from './part.ts';
import type { PlanSummary } from './plan.ts';
import { noTasks } from './job-state.ts';
import type { Progress } from './progress.ts';
import { infrastructureAttempts } from './retry.ts';

/**
 * How the tasks of a job stand between two drives. It names the exceptions only, so it stays small; it is what a job
 * that ended without its whole result leaves in its work folder, for `djc retry` to go on from.
 */
export interface Standing {
  readonly version: 1;
  readonly plan: PlanSummary;
  readonly progress: Progress;
  /** The tasks that another attempt than their first one won. All that are named nowhere here succeeded at once. */
  readonly laterAttempts: readonly LaterAttempt[];
  /** The tasks that failed for good. */
  readonly failed: readonly number[];
  /** The tasks that no drive has started yet, in the order they are to be. */
  readonly waiting: readonly number[];
  /** The number of the first attempt in the next drive: no two drives may write parts under one name. */
  readonly firstAttempt: number;
  /** Every change of the job file on the way; tasks are run by the last one, and by the job file itself where there is none. */
  readonly revisions: readonly Revision[];
}

/** A change of the job's settings between two drives. */
export interface Revision {
  /** SHA-256 of the changed job file, in hex. */
  readonly jobFileSha256: string;
  /** The changed settings as the person gave them. */
  readonly changes: readonly string[];
}

/** The standing of a job whose plan was just made. */
export function planned(plan: PlanSummary, progress: Progress): Standing {
  return {
    version: 1,
    plan,
    progress,
    laterAttempts: [],
    failed: [],
    waiting: Array.from({ length: plan.tasks }, (_, task) => task),
    firstAttempt: 1,
    revisions: [],
  };
}

/** The progress of a job that goes on from here: what ran when it stood still waits again. */
export function progressOf({ plan, progress, failed, waiting }: Standing): Progress {
  const succeeded = plan.tasks - failed.length - waiting.length;
  const counts = { succeeded, failed: failed.length, waiting: waiting.length };
  return { ...progress, tasks: { ...noTasks, total: plan.tasks, ...counts } };
}

/** The failed tasks that a person wants to be run again: those named, or all. */
export function chosen({ failed }: Standing, tasks?: readonly number[]): readonly number[] {
  return tasks === undefined ? failed : failed.filter((task) => tasks.includes(task));
}

export interface Redrive {
  /** Of `failed`. */
  readonly again: readonly number[];
  /** `retry.max_attempts` of the drive that is over. */
  readonly maxAttempts: number;
  readonly revision?: Revision | undefined;
}

/** The standing before another drive. Attempts are numbered on from the most that the last drive may have made. */
export function redriven(standing: Standing, redrive: Redrive): Standing {
  const { again, maxAttempts, revision } = redrive;
  return {
    ...standing,
    failed: standing.failed.filter((task) => !again.includes(task)),
    waiting: [...again, ...standing.waiting].toSorted((a, b) => a - b),
    firstAttempt: standing.firstAttempt + maxAttempts + infrastructureAttempts,
    revisions: revision ? [...standing.revisions, revision] : standing.revisions,
  };
}
