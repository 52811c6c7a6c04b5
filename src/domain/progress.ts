import type { Failure } from './failure.ts';
import { type JobState, noTasks, type TaskCounts, type TaskState } from './job-state.ts';

/** A task that failed for good. */
export interface TaskFailure extends Failure {
  readonly task: number;
  readonly attempts: number;
}

/** What the query `progress` answers, whether the job runs or is over. */
export interface Progress {
  readonly state: JobState;
  /** Why it waits for a person. */
  readonly message?: string | undefined;
  /** `running` counts every task handed to a queue, also those no worker has taken yet. */
  readonly tasks: TaskCounts;
  /** Input files of the plan; 0 while planning. */
  readonly files: number;
  /** Bytes of the plan; 0 while planning. */
  readonly bytes: number;
  /** Of succeeded tasks. */
  readonly itemsDone: number;
  readonly bytesDone: number;
  /** Bad records that succeeded tasks have taken out; none unless given. */
  readonly rejected?: number | undefined;
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
      readonly rejected?: number | undefined;
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
  | {
      readonly kind: 'entered';
      readonly state: JobState;
      /** Why, where a person has to know. */
      readonly message?: string | undefined;
    }
  | { readonly kind: 'started' }
  | TaskEnd
  /** Failed tasks are to be run again. */
  | { readonly kind: 'redriven'; readonly tasks: readonly number[] }
  /** The job goes on where an earlier run of it ended. */
  | { readonly kind: 'resumed'; readonly progress: Progress }
  /** A person closes the job with what there is: what still waits will never run. */
  | { readonly kind: 'accepted' }
  /** The job ends: what still waits will never run. */
  | { readonly kind: 'abandoned' };

/** The progress after an event. */
export function advance(progress: Progress, event: JobEvent): Progress {
  const move = (from: TaskState, to: TaskState, count = 1): Progress => ({
    ...progress,
    tasks: moved(progress.tasks, { from, to, count }),
  });
  switch (event.kind) {
    case 'planned':
      return {
        ...progress,
        files: event.files,
        bytes: event.bytes,
        tasks: { ...noTasks, total: event.tasks, waiting: event.tasks },
      };
    case 'entered':
      return { ...progress, state: event.state, message: event.message };
    case 'started':
      return move('waiting', 'running');
    case 'succeeded':
      return {
        ...move('running', 'succeeded'),
        itemsDone: progress.itemsDone + event.items,
        bytesDone: progress.bytesDone + event.bytes,
        ...(event.rejected && { rejected: (progress.rejected ?? 0) + event.rejected }),
      };
    case 'failed': {
      const failures = [...progress.failures, event.failure].slice(0, listedFailures);
      return { ...move('running', 'failed'), failures };
    }
    case 'cancelled':
      return move('running', 'cancelled');
    case 'redriven': {
      const failures = progress.failures.filter(({ task }) => !event.tasks.includes(task));
      return { ...move('failed', 'waiting', event.tasks.length), failures };
    }
    case 'resumed':
      return event.progress;
    case 'accepted':
      return move('waiting', 'skipped', progress.tasks.waiting);
    case 'abandoned':
      return move('waiting', 'cancelled', progress.tasks.waiting);
  }
}

interface Move {
  readonly from: TaskState;
  readonly to: TaskState;
  readonly count: number;
}

function moved(tasks: TaskCounts, { from, to, count }: Move): TaskCounts {
  return { ...tasks, [from]: tasks[from] - count, [to]: tasks[to] + count };
}
