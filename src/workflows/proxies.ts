import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { JobSpec } from '../config/job-config.ts';
import type { PlanSummary } from '../domain/plan.ts';
import { taskActivityId, taskQueue } from '../domain/queues.ts';
import { infrastructureAttempts } from '../domain/retry.ts';

/** What a job asks of the workers that serve the control queue. */
export function control(spec: JobSpec) {
  return proxyActivities<Omit<Activities, 'runTask' | 'notify'>>({
    startToCloseTimeout: '1 day',
    heartbeatTimeout: heartbeatTimeout(spec),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 10, maximumInterval: '1 minute' },
  });
}

/** A receiver that cannot be reached must not keep the job open for long. */
export function notifier(spec: JobSpec) {
  return proxyActivities<Pick<Activities, 'notify'>>({
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: heartbeatTimeout(spec),
    retry: { maximumAttempts: 4 },
  });
}

export type RunTask = Activities['runTask'];

/** How this job's tasks are run: on the queue of their pool and processor, named for the web UI. */
export function taskRunner(spec: JobSpec, plan: PlanSummary): RunTask {
  const { compute, algorithm, advanced } = spec;
  const { retry, timeout, skip } = advanced;
  // Where bad records are looked for, the search may take as long as an attempt, and so may the one without them.
  const longest = (skip ? 4 : 2) * timeout;
  const options = {
    taskQueue: taskQueue({ pool: compute.pool, type: algorithm.type }),
    // The worker keeps `timeout` itself, and exactly; the server's is for workers that can't, and leaves room for an
    // attempt that waits in its worker for a slot.
    startToCloseTimeout: longest + 60_000,
    heartbeatTimeout: heartbeatTimeout(spec),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    // The worker decides whether a failed attempt is tried again, and when (domain/retry.ts); the server decides only
    // for workers that died, which is never charged to the task.
    retry: {
      maximumAttempts: retry.maxAttempts + infrastructureAttempts,
      initialInterval: retry.initialInterval,
      backoffCoefficient: retry.backoffCoefficient,
      maximumInterval: retry.maxInterval,
    },
  };
  const { runTask } = proxyActivities<Pick<Activities, 'runTask'>>(options);
  return async (input) =>
    runTask.executeWithOptions(
      {
        ...options,
        activityId: taskActivityId(input.task),
        summary: plan.labels?.[input.task] ?? `task ${input.task}`,
      },
      [input],
    );
}

/** A worker that is silent this long is taken for dead. Jobs of before it could be set waited 30 seconds. */
function heartbeatTimeout({ advanced }: JobSpec): number {
  return advanced.heartbeatTimeout ?? 30_000;
}
