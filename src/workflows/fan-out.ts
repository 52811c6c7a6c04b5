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
import type { PlanSummary } from '../domain/plan.ts';
import { defaultWidth, startsNow } from '../domain/window.ts';
import { jobFailed, taskFailureOf } from './failures.ts';
import type { Ledger } from './ledger.ts';
import { type RunTask, taskRunner } from './proxies.ts';

interface FanOut {
  readonly job: string;
  readonly spec: JobSpec;
  readonly plan: PlanSummary;
  readonly ledger: Ledger;
}

/**
 * Runs every task of the plan in a sliding window. Answers the exceptions only: the tasks that another attempt than the
 * first one won. The first task that fails for good ends the others and throws `JobFailed`.
 */
export async function fanOut({
  job,
  spec,
  plan,
  ledger,
}: FanOut): Promise<readonly LaterAttempt[]> {
  const laterAttempts: LaterAttempt[] = [];
  const width = spec.compute.maxConcurrentTasks ?? defaultWidth;
  const runTask = taskRunner(spec, plan);
  const scope = new CancellationScope();

  const runOne = async (task: number) => {
    ledger.record({ kind: 'started' });
    const end = await endOf(task, runTask({ job, task, planUri: plan.planUri }));
    // The server does not try a cancelled activity again: a failure that comes then says nothing about the task.
    const late = end.kind === 'failed' && scope.consideredCancelled;
    const event: TaskEnd = late ? { kind: 'cancelled' } : end;
    ledger.record(event);
    if (event.kind === 'failed') scope.cancel();
    if (event.kind === 'succeeded' && event.attempt > 1)
      laterAttempts.push({ task, attempt: event.attempt });
  };

  await scope.run(async () => slide({ tasks: plan.tasks, width, runOne }));
  const [failure] = ledger.progress().failures;
  if (failure) throw jobFailed(failure, plan);
  if (scope.consideredCancelled) throw new CancelledFailure('the job was cancelled');
  return laterAttempts;
}

/** What came of a task. */
async function endOf(task: number, run: ReturnType<RunTask>): Promise<TaskEnd> {
  try {
    const { attempt, itemsIn, bytesIn } = await run;
    return { kind: 'succeeded', attempt, items: itemsIn, bytes: bytesIn };
  } catch (error) {
    if (isCancellation(error)) return { kind: 'cancelled' };
    if (!(error instanceof ActivityFailure)) throw error;
    return { kind: 'failed', failure: taskFailureOf(task, error) };
  }
}

interface Slide {
  readonly tasks: number;
  readonly width: number;
  readonly runOne: (task: number) => Promise<void>;
}

/** Keeps the window full until all tasks are started or the scope is cancelled; then waits for those that run. */
async function slide({ tasks, width, runOne }: Slide): Promise<void> {
  const running: Promise<void>[] = [];
  let ended = 0;
  try {
    while (running.length < tasks) {
      const started = running.length;
      const count = startsNow({ width, inFlight: started - ended, left: tasks - started });
      for (let task = started; task < started + count; task += 1) {
        running.push(runOne(task).finally(() => (ended += 1)));
      }
      const before = ended;
      await condition(() => ended > before);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  await CancellationScope.nonCancellable(async () => Promise.all(running));
}
