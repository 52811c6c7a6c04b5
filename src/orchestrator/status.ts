import { type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { isEnd, noTasks } from '../domain/job-state.ts';
import { nothingDone } from '../domain/progress.ts';
import { NoSuchJobError } from '../errors.ts';
import { summaryOfCutShort } from './cut-short.ts';
import type { JobClient } from './job-client.ts';
import { type JobMemo, memoOf, stateOf } from './memo.ts';
import type { JobStatus } from './orchestrator.ts';
import { countsOf, type PendingTask, pendingTasks, stepTrouble, troublesOf } from './pending.ts';
import { progressOf } from './progress.ts';
import { waitingFor } from './waiting.ts';

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
    return { job: id, ...(await endOf({ jobs, id, memo, described })), ...base };
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
  readonly jobs: JobClient;
  readonly id: string;
  readonly memo: JobMemo;
  readonly described: WorkflowExecutionDescription;
}

type Changing = Omit<
  JobStatus,
  'job' | 'name' | 'output' | 'startedAt' | 'uiUrl' | 'pool' | 'processor'
>;

async function endOf(facts: Facts): Promise<Changing> {
  const summary = facts.memo.summary ?? (await summaryOfCutShort(facts));
  const { state, tasks, files, bytes, bytesDone = 0, itemsIn, endedAt } = summary;
  const { rejected, failures } = summary;
  return {
    state,
    tasks,
    files,
    bytes,
    bytesDone: state === 'succeeded' ? bytes : bytesDone,
    itemsDone: itemsIn,
    ...(rejected !== undefined && { rejected }),
    endedAt,
    troubles: failures,
    summary,
  };
}

async function runningStatus(facts: Facts): Promise<Changing> {
  const { jobs, id, memo, described } = facts;
  const pending = pendingTasks(described);
  const progress = await progressOf(jobs, id);
  const known = progress ?? { ...nothingDone, state: memo.state };
  const failing = stepTrouble(described);
  const another = failing === undefined ? undefined : `another try, because ${failing}`;
  const missing =
    another ?? (await waitingFor({ jobs, memo, pending, answered: progress !== undefined }));
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
    ...(isStopping(described) && { stopping: true }),
    ...(known.state === 'attention' && { message: known.message ?? memo.message }),
    ...(missing !== undefined && { waitingFor: missing }),
  };
}

function sum(pending: readonly PendingTask[], key: 'bytes' | 'items'): number {
  return pending.reduce((total, { cursor }) => total + cursor[key], 0);
}

/** Whether a job that runs was asked to stop. */
export function isStopping({ raw }: WorkflowExecutionDescription): boolean {
  return raw.workflowExtendedInfo?.cancelRequested === true;
}
