import { isEnd } from '../domain/job-state.ts';
import type { JobClient } from './job-client.ts';
import { stateOf } from './memo.ts';
import { describeJob } from './status.ts';
import { waitForJob } from './wait.ts';

/** Asks a job to stop, by Temporal's own cancellation. A job that has ended stays as it ended. */
export async function cancelJob(
  jobs: JobClient,
  id: string,
  options: { readonly wait?: boolean | undefined } = {},
): Promise<void> {
  const described = await describeJob(jobs, id);
  if (described.closeTime && isEnd(stateOf(described))) return;
  await jobs.client.workflow.getHandle(id).cancel();
  if (options.wait) await waitForJob(jobs, id);
}
