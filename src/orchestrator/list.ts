import { isEnd, type JobState } from '../domain/job-state.ts';
import { controlQueue } from '../domain/queues.ts';
import type { JobClient } from './job-client.ts';
import { memoOf, stateOf } from './memo.ts';
import type { JobListing, ListOptions } from './orchestrator.ts';

const usualLimit = 20;

/** The jobs that the server knows, the newest first. Eventually consistent: a job may show up a moment late. */
export async function listJobs(
  { client }: JobClient,
  { state, limit = usualLimit }: ListOptions = {},
): Promise<readonly JobListing[]> {
  const jobs = new Map<string, JobListing>();
  for await (const listed of client.workflow.list({ query: queryFor(state) })) {
    const found = stateOf(listed);
    // A job that went on after its end has several runs, the newest listed first.
    const isEarlierRun = jobs.has(listed.workflowId);
    if (isEarlierRun || (state !== undefined && found !== state)) continue;
    jobs.set(listed.workflowId, {
      job: listed.workflowId,
      state: found,
      name: memoOf(listed).name,
      output: memoOf(listed).output,
      startedAt: listed.startTime.toISOString(),
      ...(listed.closeTime && { endedAt: listed.closeTime.toISOString() }),
    });
    if (jobs.size === limit) break;
  }
  return [...jobs.values()].toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** Only what the server can tell apart: the states of a job that runs are told apart by its memo. */
function queryFor(state: JobState | undefined): string {
  const jobs = `WorkflowType = 'job' AND TaskQueue = '${controlQueue}'`;
  if (state === undefined) return jobs;
  if (!isEnd(state)) return `${jobs} AND ExecutionStatus = 'Running'`;
  return `${jobs} AND ExecutionStatus != 'Running'`;
}
