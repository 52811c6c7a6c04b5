import type { Failure } from './failure.ts';
import { type JobState, noTasks, type TaskCounts } from './job-state.ts';

/** A task that failed for good. */
export interface TaskFailure extends Failure {
  readonly task: number;
  readonly attempts: number;
}

/** What the query `progress` answers, whether the job runs or is over. */
export interface Progress {
  readonly state: JobState;
  /** `running` counts every task handed to a queue, also those no worker has taken yet. */
  readonly tasks: TaskCounts;
  /** Input files of the plan; 0 while planning. */
  readonly files: number;
  /** Bytes of the plan; 0 while planning. */
  readonly bytes: number;
  /** Of succeeded tasks. */
  readonly itemsDone: number;
  readonly bytesDone: number;
  /** The first few, in the order they came. */
  readonly failures: readonly TaskFailure[];
}

/** Failures beyond this many are counted but not listed: progress stays small. */
const listedFailures = 10;

export const nothingDone: Progress = {
  state: 'planning',
  tasks: noTasks,
  files: 0,
  bytes: 0,
  itemsDone: 0,
  bytesDone: 0,
  failures: [],
};

/** How a task came to its end. */
export type TaskEnd =
  | {
      readonly kind: 'succeeded';
      /** The attempt that won. */
      readonly attempt: number;
      readonly items: number;
      readonly bytes: number;
    }
  | { readonly kind: 'failed'; readonly failure: TaskFailure }
  | { readonly kind: 'cancelled' };

/** Something that happened to a job, and changes its progress. */
export type JobEvent =
  | {
      readonly kind: 'planned';
      readonly tasks: number;
      readonly files: number;
      readonly bytes: number;
    }
  | { readonly kind: 'entered'; readonly state: JobState }
  | { readonly kind: 'started' }
  | TaskEnd
  /** The job ends: what still waits will never run. */
  | { readonly kind: 'abandoned' };

/** The progress after an event. */
export function advance(progress: Progress, event: JobEvent): Progress {
  const { tasks } = progress;
  switch (event.kind) {
    case 'planned':
      return {
        ...progress,
        files: event.files,
        bytes: event.bytes,
        tasks: { ...noTasks, total: event.tasks, waiting: event.tasks },
      };
    case 'entered':
      return { ...progress, state: event.state };
    case 'started':
      return {
        ...progress,
        tasks: { ...tasks, waiting: tasks.waiting - 1, running: tasks.running + 1 },
      };
    case 'succeeded':
      return {
        ...progress,
        tasks: { ...tasks, running: tasks.running - 1, succeeded: tasks.succeeded + 1 },
        itemsDone: progress.itemsDone + event.items,
        bytesDone: progress.bytesDone + event.bytes,
      };
    case 'failed':
      return {
        ...progress,
        tasks: { ...tasks, running: tasks.running - 1, failed: tasks.failed + 1 },
        failures: [...progress.failures, event.failure].slice(0, listedFailures),
      };
    case 'cancelled':
      return {
        ...progress,
        tasks: { ...tasks, running: tasks.running - 1, cancelled: tasks.cancelled + 1 },
      };
    case 'abandoned':
      return {
        ...progress,
        tasks: { ...tasks, waiting: 0, cancelled: tasks.cancelled + tasks.waiting },
      };
  }
}
