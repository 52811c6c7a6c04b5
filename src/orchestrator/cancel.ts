import { isEnd } from '../domain/job-state.ts';
import { byForce } from './cut-short.ts';
import type { JobClient } from './job-client.ts';
import { stateOf } from './memo.ts';
import type { CancelOptions } from './orchestrator.ts';
import { describeJob, isStopping } from './status.ts';
import { waitForJob } from './wait.ts';

/**
 * Asks a job to stop, by Temporal's own cancellation. With `force` one that was asked already is ended without its own
 * doing. A job that has ended stays as it ended.
 */
export async function cancelJob(
  jobs: JobClient,
  id: string,
  { wait = false, force = false }: CancelOptions = {},
): Promise<void> {
  const described = await describeJob(jobs, id);
  if (described.closeTime && isEnd(stateOf(described))) return;
  const handle = jobs.client.workflow.getHandle(id);
  if (force && isStopping(described)) await handle.terminate(byForce);
  else await handle.cancel();
  if (wait) await waitForJob(jobs, id);
}
