import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError, WorkflowFailedError } from '@temporalio/client';
import type { JobSummary } from '../domain/outcome.ts';
import type { JobClient } from './job-client.ts';
import type { JobStatus, WaitOptions } from './orchestrator.ts';
import { describeJob, jobStatus } from './status.ts';

/** Between two looks at a job's status, in milliseconds. */
const interval = 1_000;

/** Waits for a job's end, however long, and through restarts of the server. */
export async function waitForJob(
  jobs: JobClient,
  id: string,
  { onStatus, signal }: WaitOptions = {},
): Promise<JobSummary> {
  await describeJob(jobs, id);
  const stop = new AbortController();
  const status = async () => jobStatus(jobs, id);
  const watching = onStatus && watch({ status, onStatus, signal: stop.signal });
  try {
    await ended(jobs, id, signal);
  } finally {
    stop.abort();
    await watching;
  }
  const last = await status();
  onStatus?.(last);
  if (!last.summary) throw new Error(`job ${id} has ended, yet it has no summary`);
  return last.summary;
}

/** Resolves when the workflow has closed, however it closed. */
async function ended(
  { client }: JobClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const poll = async () => client.workflow.getHandle(id).result();
  for (;;) {
    try {
      await (signal ? client.withAbortSignal(signal, poll) : poll());
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof WorkflowFailedError) return;
      if (!(error instanceof ServiceError)) throw error;
      await sleep(interval, undefined, { signal });
    }
  }
}

interface Watch {
  readonly status: () => Promise<JobStatus>;
  readonly onStatus: (status: JobStatus) => void;
  readonly signal: AbortSignal;
}

/** Shows the job's status about once a second until told to stop. A server that does not answer shows nothing new. */
async function watch({ status, onStatus, signal }: Watch): Promise<void> {
  while (!signal.aborted) {
    const now = await status().catch(() => undefined);
    if (now && !signal.aborted) onStatus(now);
    await sleep(interval, undefined, { signal }).catch(() => undefined);
  }
}
