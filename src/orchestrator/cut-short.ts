import { type WorkflowExecutionDescription, WorkflowFailedError } from '@temporalio/client';
import { noTasks, type TaskCounts } from '../domain/job-state.ts';
import type { JobSummary } from '../domain/outcome.ts';
import { nothingDone } from '../domain/progress.ts';
import type { JobClient } from './job-client.ts';
import { type JobMemo, stateOf } from './memo.ts';
import { progressOf } from './progress.ts';

/** What Temporal keeps as the reason where djc terminates a job. */
export const byForce =
  'the job was cancelled by force: nothing tidied up behind it (`djc clean` does), and a task may have run on for some seconds';

interface CutShort {
  readonly jobs: JobClient;
  readonly id: string;
  readonly memo: JobMemo;
  readonly described: WorkflowExecutionDescription;
}

/** For a workflow that the server ended over its head: terminated, or timed out. */
export async function summaryOfCutShort(facts: CutShort): Promise<JobSummary> {
  const { jobs, id, memo, described } = facts;
  const { startTime, closeTime } = described;
  const { tasks, files, bytes, bytesDone, itemsDone, failures } =
    (await progressOf(jobs, id)) ?? nothingDone;
  return {
    job: id,
    name: memo.name,
    state: stateOf(described) === 'cancelled' ? 'cancelled' : 'failed',
    message: await reasonOf(facts),
    tasks: abandoned(tasks),
    files,
    bytes,
    bytesDone,
    itemsIn: itemsDone,
    output: memo.output,
    results: [],
    failures,
    warnings: [],
    startedAt: startTime.toISOString(),
    endedAt: (closeTime ?? startTime).toISOString(),
  };
}

/** What had not ended then never will. */
function abandoned(tasks: TaskCounts): TaskCounts {
  const { total, succeeded, failed, skipped } = tasks;
  return {
    ...noTasks,
    total,
    succeeded,
    failed,
    skipped,
    cancelled: total - succeeded - failed - skipped,
  };
}

/** As whoever ended it gave it. */
async function reasonOf({ jobs, id, described }: CutShort): Promise<string> {
  const outside = `the workflow was ended from outside (${described.status.name.toLowerCase()})`;
  try {
    await jobs.client.workflow.getHandle(id, described.runId).result();
    return outside;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return error.message === byForce ? byForce : `${outside}: ${error.message}`;
  }
}
