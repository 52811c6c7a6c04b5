import type { WorkflowExecutionDescription } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Heartbeat } from '../activities/pulse.ts';
import type { FailureType } from '../domain/failure.ts';
import type { TaskCounts } from '../domain/job-state.ts';
import type { Cursor } from '../domain/part.ts';
import type { TaskFailure } from '../domain/progress.ts';
import { taskOfActivityId } from '../domain/queues.ts';
import type { Trouble } from './orchestrator.ts';

type RawActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

/** `PENDING_ACTIVITY_STATE_SCHEDULED` of Temporal's API: no worker has it. */
const scheduled = 1;

/** `troubles` of a status lists at most this many. */
const listedTroubles = 10;

/** A task that was handed to a queue and has not ended. */
export interface PendingTask {
  readonly task: number;
  /** The attempt that runs, or comes next. */
  readonly attempt: number;
  /** Whether a worker has it now. */
  readonly started: boolean;
  /** As of its last heartbeat. */
  readonly cursor: Cursor;
  readonly lastError?: string | undefined;
  readonly nextTryAt?: string | undefined;
}

/** The tasks in flight, as the server knows them. */
export function pendingTasks({ raw }: WorkflowExecutionDescription): readonly PendingTask[] {
  return (raw.pendingActivities ?? []).flatMap((activity) => {
    const task = taskOfActivityId(activity.activityId ?? '');
    return task === undefined ? [] : [pendingTask(task, activity)];
  });
}

function pendingTask(task: number, activity: RawActivity): PendingTask {
  const started = Number(activity.state) !== scheduled;
  const next = activity.nextAttemptScheduleTime ?? activity.scheduledTime;
  const lastError = isTrouble(activity) ? activity.lastFailure?.message : undefined;
  return {
    task,
    attempt: activity.attempt ?? 1,
    started,
    cursor: started ? cursorOf(activity) : { items: 0, bytes: 0 },
    ...(lastError && { lastError }),
    ...(!started &&
      lastError &&
      next && { nextTryAt: new Date(Number(next.seconds) * 1_000).toISOString() }),
  };
}

/** A task that was handed back by a worker that shut down has not failed. */
function isTrouble({ lastFailure }: RawActivity): boolean {
  const type: FailureType = 'WorkerShutdown';
  return lastFailure?.applicationFailureInfo?.type !== type;
}

function cursorOf({ heartbeatDetails }: RawActivity): Cursor {
  const [payload] = heartbeatDetails?.payloads ?? [];
  if (!payload) return { items: 0, bytes: 0 };
  return defaultPayloadConverter.fromPayload<Heartbeat>(payload).cursor;
}

/** The workflow counts every task handed to a queue as running; the server knows which ones workers really have. */
export function countsOf(tasks: TaskCounts, pending: readonly PendingTask[]): TaskCounts {
  const retrying = pending.filter(({ started, attempt }) => !started && attempt > 1).length;
  const queued = pending.filter(({ started, attempt }) => !started && attempt === 1).length;
  return {
    ...tasks,
    waiting: tasks.waiting + queued,
    running: Math.max(0, tasks.running - queued - retrying),
    retrying,
  };
}

/** What a person should know of: tasks that failed for good first, then those that failed and are tried again. */
export function troublesOf(
  failures: readonly TaskFailure[],
  pending: readonly PendingTask[],
): readonly Trouble[] {
  const retried = pending.flatMap(({ task, attempt, lastError, nextTryAt }) =>
    lastError === undefined ? [] : [{ task, attempts: attempt - 1, message: lastError, nextTryAt }],
  );
  return [...failures, ...retried].slice(0, listedTroubles);
}
