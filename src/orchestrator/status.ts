import { type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { isEnd, noTasks } from '../domain/job-state.ts';
import type { JobSummary } from '../domain/outcome.ts';
import { nothingDone, type Progress } from '../domain/progress.ts';
import { NoSuchJobError } from '../errors.ts';
import { progressQuery } from '../workflows/messages.ts';
import type { JobClient } from './job-client.ts';
import { type JobMemo, memoOf, stateOf } from './memo.ts';
import type { JobStatus } from './orchestrator.ts';
import { countsOf, type PendingTask, pendingTasks, troublesOf } from './pending.ts';
import { waitingFor } from './waiting.ts';

/** How long a worker may take to answer a query; without one the memo must do. */
const queryPatience = 2_000;

/** A job as it is now, from what the server knows and, while it runs, from what its workflow answers. */
export async function jobStatus(jobs: JobClient, id: string): Promise<JobStatus> {
  const described = await describeJob(jobs, id);
  const memo = memoOf(described);
  const base = {
    name: memo.name,
    output: memo.output,
    pool: memo.pool,
    processor: memo.processor,
    startedAt: described.startTime.toISOString(),
    ...(jobs.uiUrl !== undefined && {
      uiUrl: `${jobs.uiUrl}/namespaces/${jobs.namespace}/workflows/${id}`,
    }),
  };
  const state = stateOf(described);
  if (isEnd(state) && described.closeTime) {
    return { job: id, ...endOf({ id, memo, described }), ...base };
  }
  return { job: id, ...(await runningStatus({ jobs, id, memo, described })), ...base };
}

/** Throws `NoSuchJobError` for an id the server does not know, or that is no job of djc's. */
export async function describeJob(
  { client }: JobClient,
  id: string,
): Promise<WorkflowExecutionDescription> {
  try {
    const described = await client.workflow.getHandle(id).describe();
    if (described.type === 'job') return described;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  throw new NoSuchJobError(`expected the id of a job, but the server knows no job ${id}`, {
    hint: '`djc list` shows the jobs it knows; it forgets a job a while after its end',
  });
}

interface Facts {
  readonly id: string;
  readonly memo: JobMemo;
  readonly described: WorkflowExecutionDescription;
}

type Changing = Omit<
  JobStatus,
  'job' | 'name' | 'output' | 'startedAt' | 'uiUrl' | 'pool' | 'processor'
>;

function endOf(facts: Facts): Changing {
  const summary = facts.memo.summary ?? summaryOfEnded(facts);
  const { state, tasks, files, bytes, itemsIn, rejected, endedAt, failures } = summary;
  return {
    state,
    tasks,
    files,
    bytes,
    bytesDone: state === 'succeeded' ? bytes : 0,
    itemsDone: itemsIn,
    ...(rejected !== undefined && { rejected }),
    endedAt,
    troubles: failures,
    summary,
  };
}

/** For a workflow that the server ended over its head: terminated, or timed out. */
function summaryOfEnded({ id, memo, described }: Facts): JobSummary {
  const { startTime, closeTime, status } = described;
  const state = stateOf(described);
  return {
    job: id,
    name: memo.name,
    state: state === 'cancelled' ? 'cancelled' : 'failed',
    message: `the workflow was ended from outside (${status.name.toLowerCase()})`,
    tasks: noTasks,
    files: 0,
    bytes: 0,
    itemsIn: 0,
    output: memo.output,
    results: [],
    failures: [],
    warnings: [],
    startedAt: startTime.toISOString(),
    endedAt: (closeTime ?? startTime).toISOString(),
  };
}

async function runningStatus(facts: Facts & { readonly jobs: JobClient }): Promise<Changing> {
  const { jobs, id, memo, described } = facts;
  const pending = pendingTasks(described);
  const progress = await progressOf(jobs, id);
  const known = progress ?? { ...nothingDone, state: memo.state };
  const missing = await waitingFor({ jobs, memo, pending, answered: progress !== undefined });
  return {
    state: known.state,
    // Without the workflow's own answer the pending ones alone would only mislead.
    tasks: progress ? countsOf(progress.tasks, pending) : noTasks,
    files: known.files,
    bytes: known.bytes,
    bytesDone: known.bytesDone + sum(pending, 'bytes'),
    itemsDone: known.itemsDone + sum(pending, 'items'),
    ...(known.rejected !== undefined && { rejected: known.rejected }),
    troubles: troublesOf(known.failures, pending),
    ...(known.state === 'attention' && { message: known.message ?? memo.message }),
    ...(missing !== undefined && { waitingFor: missing }),
  };
}

function sum(pending: readonly PendingTask[], key: 'bytes' | 'items'): number {
  return pending.reduce((total, { cursor }) => total + cursor[key], 0);
}

/** What the workflow says, or undefined while no worker can ask it. */
async function progressOf({ client }: JobClient, id: string): Promise<Progress | undefined> {
  try {
    return await client.withDeadline(Date.now() + queryPatience, async () =>
      client.workflow.getHandle(id).query(progressQuery),
    );
  } catch {
    return undefined;
  }
}
