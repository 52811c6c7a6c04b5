import {
  CancellationScope,
  setHandler,
  sleep,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { JobSpec } from '../config/job-config.ts';
import type { JobDocument } from '../config/load.ts';
import type { JobSummary } from '../domain/outcome.ts';
import { planned, progressOf, redriven, type Standing } from '../domain/standing.ts';
import { isOver } from '../domain/tolerance.ts';
import { type Decision, type Desk, openDesk } from './attention.ts';
import { closeJob } from './ending.ts';
import { type Consolidated, type Ending, endingOf, jobFailed, tooManyFailed } from './failures.ts';
import { endsTheJob, fanOut } from './fan-out.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { cancelJob, progressQuery, type RetryRequest } from './messages.ts';
import { control } from './proxies.ts';

export interface JobInput {
  readonly spec: JobSpec;
  /** What the spec was made of: whoever changes settings later starts from it. */
  readonly document?: JobDocument | undefined;
  /** Goes on where an earlier run of the job ended, and runs its failed tasks again. */
  readonly resume?: RetryRequest | undefined;
}

/** A job under way. */
interface Run {
  readonly id: string;
  readonly spec: JobSpec;
  readonly ledger: Ledger;
  readonly desk: Desk;
  /** Takes how the tasks stand, for whoever goes on after the job has ended. */
  readonly note: (standing: Standing) => void;
}

/** Runs one job from its plan to its result, and ends as it ended: completed, failed, or cancelled. */
export async function job({ spec, resume }: JobInput): Promise<JobSummary> {
  const ledger = openLedger();
  const desk = openDesk(ledger);
  const scope = new CancellationScope();
  const id = workflowInfo().workflowId;
  let standing: Standing | undefined;
  setHandler(progressQuery, () => ledger.progress(), {
    description: 'The state of the job, its tasks by state, and what failed.',
  });
  setHandler(cancelJob, async () => control(spec).requestCancel({ job: id }), {
    description: 'Stops the job. Running tasks are ended; the output folder keeps no partial file.',
  });

  const run: Run = { id, spec, ledger, desk, note: (it) => (standing = it) };
  const ending = await endInTime(scope, spec.advanced.jobTimeout, async () => work(run, resume));
  return CancellationScope.nonCancellable(async () => closeJob({ spec, ledger, ending, standing }));
}

/** Plans, runs every task, and brings the winning parts together. Failed tasks are run again as often as a person asks. */
async function work(run: Run, resume: RetryRequest | undefined): Promise<Consolidated> {
  const { id, ledger, desk, note } = run;
  let { spec } = run;
  let standing = await (resume ? resumed(run, resume) : opened(run));
  for (;;) {
    note(standing);
    ledger.enter('running');
    standing = await fanOut({ job: id, spec, standing, ledger });
    note(standing);
    const { failed, plan } = standing;
    if (!isOver(spec.advanced.toleratedFailures, { failed: failed.length, total: plan.tasks }))
      break;
    if (endsTheJob(spec)) throw jobFailed(ledger.progress(), plan);
    const message = tooManyFailed(ledger.progress(), plan);
    const decision = await desk.decisionOn({ spec, standing, message });
    if (decision.kind === 'accept') break;
    standing = await drivenAgain(run, standing, decision);
    spec = decision.request.changed?.spec ?? spec;
  }
  return consolidated(run, standing);
}

async function opened({ id, spec, ledger }: Run): Promise<Standing> {
  const plan = await control(spec).planJob({ job: id, spec });
  ledger.record({ kind: 'planned', ...plan });
  return planned(plan, ledger.progress());
}

async function resumed({ id, spec, ledger }: Run, request: RetryRequest): Promise<Standing> {
  const standing = await control(spec).resumeJob({ job: id, spec, request });
  ledger.record({ kind: 'resumed', progress: progressOf(standing) });
  return standing;
}

/** How the tasks stand before failed ones are run again, with the settings changed where the person wants that. */
async function drivenAgain(
  { spec, ledger }: Run,
  standing: Standing,
  { request, again }: Decision & { readonly kind: 'retry' },
): Promise<Standing> {
  const { maxAttempts } = spec.advanced.retry;
  const { changed } = request;
  const next = redriven(standing, { again, maxAttempts, revision: changed?.revision });
  if (changed) {
    const { planUri } = standing.plan;
    const revision = next.revisions.length;
    await control(spec).reviseJob({ planUri, revision, spec: changed.spec });
    upsertMemo({ spec: changed.spec, document: changed.document });
  }
  ledger.record({ kind: 'redriven', tasks: again });
  return next;
}

async function consolidated({ id, spec, ledger }: Run, standing: Standing): Promise<Consolidated> {
  const { plan, laterAttempts, failed, waiting, revisions } = standing;
  const missing = [...failed, ...waiting].toSorted((a, b) => a - b);
  ledger.record({ kind: 'accepted' });
  ledger.enter('consolidating');
  const results = await control(spec).consolidate({
    job: id,
    planUri: plan.planUri,
    tasks: plan.tasks,
    laterAttempts,
    ...(missing.length > 0 && { missing }),
    ...(revisions.length > 0 && { revisions }),
    jobFileSha256: jobFileSha256(),
    totals: {
      tasks: plan.tasks,
      files: plan.files,
      bytes: plan.bytes,
      itemsIn: ledger.progress().itemsDone,
    },
  });
  return { results, isPartial: missing.length > 0 };
}

/** As the client noted it at submission. */
function jobFileSha256(): string | undefined {
  const noted = workflowInfo().memo?.['jobFileSha256'];
  return typeof noted === 'string' ? noted : undefined;
}

/** Runs the work in the scope until it ends, is cancelled, or has taken `limit` milliseconds. */
async function endInTime(
  scope: CancellationScope,
  limit: number | undefined,
  run: () => Promise<Consolidated>,
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
