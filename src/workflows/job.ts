import { CancellationScope, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { JobSpec } from '../config/job-config.ts';
import type { JobSummary } from '../domain/outcome.ts';
import type { ResultFile } from '../domain/part.ts';
import { closeJob } from './ending.ts';
import { type Ending, endingOf } from './failures.ts';
import { fanOut } from './fan-out.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { cancelJob, progressQuery } from './messages.ts';
import { control } from './proxies.ts';

export interface JobInput {
  readonly spec: JobSpec;
}

/** Runs one job from its plan to its result, and ends as it ended: completed, failed, or cancelled. */
export async function job({ spec }: JobInput): Promise<JobSummary> {
  const ledger = openLedger();
  const scope = new CancellationScope();
  setHandler(progressQuery, () => ledger.progress(), {
    description: 'The state of the job, its tasks by state, and what failed.',
  });
  setHandler(cancelJob, async () => control.requestCancel({ job: workflowInfo().workflowId }), {
    description: 'Stops the job. Running tasks are ended; the output folder keeps no partial file.',
  });

  const ending = await endInTime(scope, spec.advanced.jobTimeout, () => work(spec, ledger));
  return CancellationScope.nonCancellable(async () => closeJob({ spec, ledger, ending }));
}

/** Plans, runs every task, and brings the winning parts together. */
async function work(spec: JobSpec, ledger: Ledger): Promise<readonly ResultFile[]> {
  const id = workflowInfo().workflowId;
  const plan = await control.planJob({ job: id, spec });
  ledger.record({ kind: 'planned', ...plan });

  ledger.enter('running');
  const laterAttempts = await fanOut({ job: id, spec, plan, ledger });

  ledger.enter('consolidating');
  return control.consolidate({ job: id, planUri: plan.planUri, tasks: plan.tasks, laterAttempts });
}

/** Runs the work in the scope until it ends, is cancelled, or has taken `limit` milliseconds. */
async function endInTime(
  scope: CancellationScope,
  limit: number | undefined,
  run: () => Promise<readonly ResultFile[]>,
): Promise<Ending> {
  const alarm = new CancellationScope();
  let late = false;
  const ring = async () => {
    await sleep(limit);
    late = true;
    scope.cancel();
  };
  if (limit !== undefined) alarm.run(ring).catch(() => undefined);
  const ending = await endingOf(scope.run(run));
  alarm.cancel();
  if (!late || ending.state === 'succeeded') return ending;
  return { state: 'failed', message: 'the job took longer than its advanced.job_timeout' };
}
