import {
  ActivityFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
} from '@temporalio/workflow';
import type { JobSpec } from '../config/job-config.ts';
import type { LaterAttempt } from '../domain/part.ts';
import type { TaskEnd } from '../domain/progress.ts';
import type { Standing } from '../domain/standing.ts';
import { isOver } from '../domain/tolerance.ts';
import { defaultWidth, startsNow } from '../domain/window.ts';
import { taskFailureOf } from './failures.ts';
import type { Ledger } from './ledger.ts';
import { type RunTask, taskRunner } from './proxies.ts';

interface FanOut {
  readonly job: string;
  readonly spec: JobSpec;
  readonly standing: Standing;
  readonly ledger: Ledger;
}

/**
 * Runs the tasks that wait in a sliding window, and answers how the job's tasks stand then. Once more tasks failed than
 * the job tolerates, it starts no more of them; where that ends the job, it ends those that run.
 */
export async function fanOut({ job, spec, standing, ledger }: FanOut): Promise<Standing> {
  const { plan, waiting, firstAttempt, revisions } = standing;
  const { toleratedFailures } = spec.advanced;
  const won: LaterAttempt[] = [];
  const failed = [...standing.failed];
  const cancelled: number[] = [];
  const width = spec.compute.maxConcurrentTasks ?? defaultWidth;
  const runTask = taskRunner(spec, plan);
  const drive = { job, planUri: plan.planUri, firstAttempt, revision: revisions.length };
  const scope = new CancellationScope();
  let isStopped = false;

  const runOne = async (task: number) => {
    ledger.record({ kind: 'started' });
    const end = await endOf(task, runTask({ ...drive, task }));
    // The server does not try a cancelled activity again: a failure that comes then says nothing about the task.
    const late = end.kind === 'failed' && scope.consideredCancelled;
    const event: TaskEnd = late ? { kind: 'cancelled' } : end;
    ledger.record(event);
    if (event.kind === 'succeeded' && event.attempt > 1) won.push({ task, attempt: event.attempt });
    if (event.kind === 'cancelled') cancelled.push(task);
    if (event.kind !== 'failed') return;
    failed.push(task);
    isStopped ||= isOver(toleratedFailures, { failed: failed.length, total: plan.tasks });
    if (isStopped && endsTheJob(spec)) scope.cancel();
  };

  const started = await scope.run(async () =>
    slide({ tasks: waiting, width, runOne, isStopped: () => isStopped }),
  );
  if (scope.consideredCancelled && !(isStopped && endsTheJob(spec)))
    throw new CancelledFailure('the job was cancelled');
  return {
    ...standing,
    progress: ledger.progress(),
    laterAttempts: [...standing.laterAttempts, ...won],
    failed,
    waiting: [...cancelled, ...waiting.slice(started)].toSorted((a, b) => a - b),
  };
}

/** Whether too many failed tasks end the job. Jobs that were started before a person could mend them say nothing. */
export function endsTheJob({ advanced }: JobSpec): boolean {
  return advanced.onThreshold !== 'attention';
}

/** What came of a task. */
async function endOf(task: number, run: ReturnType<RunTask>): Promise<TaskEnd> {
  try {
    const { attempt, itemsIn, bytesIn, rejected } = await run;
    return { kind: 'succeeded', attempt, items: itemsIn, bytes: bytesIn, rejected };
  } catch (error) {
    if (isCancellation(error)) return { kind: 'cancelled' };
    if (!(error instanceof ActivityFailure)) throw error;
    return { kind: 'failed', failure: taskFailureOf(task, error) };
  }
}

interface Slide {
  readonly tasks: readonly number[];
  readonly width: number;
  readonly runOne: (task: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/**
 * Keeps the window full until all tasks are started, it is stopped, or the scope is cancelled; then waits for those that
 * run. Answers how many it started.
 */
async function slide({ tasks, width, runOne, isStopped }: Slide): Promise<number> {
  const running: Promise<void>[] = [];
  let ended = 0;
  try {
    while (running.length < tasks.length && !isStopped()) {
      const started = running.length;
      const count = startsNow({ width, inFlight: started - ended, left: tasks.length - started });
      for (const task of tasks.slice(started, started + count)) {
        running.push(runOne(task).finally(() => (ended += 1)));
      }
      const before = ended;
      await condition(() => ended > before);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  await CancellationScope.nonCancellable(async () => Promise.all(running));
  return running.length;
}
