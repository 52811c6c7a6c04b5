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

/** `TIMEOUT_TYPE_HEARTBEAT` of Temporal's API: the worker fell silent. */
const heartbeat = 4;

/** `troubles` of a status lists at most this many. */
const listedTroubles = 10;

/** A task that was handed to a queue and has not ended. */
export interface PendingTask {
  readonly task: number;
  /** The attempt that runs, or comes next. */
  readonly attempt: number;
  /** Attempts that failed by the task's own fault so far. */
  readonly charged: number;
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
  const lastError = errorOf(activity);
  const { charged, cursor } = lastBeatOf(activity);
  return {
    task,
    attempt: activity.attempt ?? 1,
    charged:
      lastError === undefined || isLostWith(activity.lastFailure) ? charged : Math.max(1, charged),
    started,
    cursor: started ? cursor : nothing,
    ...(lastError && { lastError }),
    ...(!started &&
      lastError &&
      next && { nextTryAt: new Date(Number(next.seconds) * 1_000).toISOString() }),
  };
}

/** Why a step of the job itself, such as its planning, is to be tried again; undefined where none is. */
export function stepTrouble({ raw }: WorkflowExecutionDescription): string | undefined {
  return (raw.pendingActivities ?? [])
    .filter(({ activityId }) => taskOfActivityId(activityId ?? '') === undefined)
    .map(errorOf)
    .find((error) => error !== undefined);
}

/** A task that was handed back by a worker that shut down has not failed. */
function errorOf({ lastFailure }: RawActivity): string | undefined {
  const handedBack: FailureType = 'WorkerShutdown';
  if (lastFailure?.applicationFailureInfo?.type === handedBack) return undefined;
  if (isLostWith(lastFailure))
    return 'it died, or was cut off from the server; this is not charged to the task';
  return lastFailure?.message ?? undefined;
}

/** Whether it was the worker that went away. */
function isLostWith(failure: RawActivity['lastFailure']): boolean {
  return Number(failure?.timeoutFailureInfo?.timeoutType) === heartbeat;
}

const nothing: Cursor = { items: 0, bytes: 0 };

function lastBeatOf({ heartbeatDetails }: RawActivity): Heartbeat {
  const [payload] = heartbeatDetails?.payloads ?? [];
  if (!payload) return { charged: 0, cursor: nothing };
  return defaultPayloadConverter.fromPayload<Heartbeat>(payload);
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
  const retried = pending.flatMap(({ task, charged, lastError, nextTryAt }) =>
    lastError === undefined ? [] : [{ task, attempts: charged, message: lastError, nextTryAt }],
  );
  return [...failures, ...retried].slice(0, listedTroubles);
}
