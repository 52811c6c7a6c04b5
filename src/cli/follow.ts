import type { JobState } from '../domain/job-state.ts';
import type { JobSummary } from '../domain/outcome.ts';
import type { JobStatus, Orchestrator } from '../orchestrator/orchestrator.ts';
import type { CliContext } from './context.ts';
import { exitCodeOf } from './exit.ts';
import { progressView } from './progress-view.ts';

/** Where a job has come to: its end, or a stop where it waits for a person. */
export type Arrival = JobSummary | JobStatus;

/**
 * Waits until a job ends or needs a person, shows meanwhile how far it is, and sets the exit code by its state. What the
 * memo says of a parked job may be over once its workflow has read what a person said: with `afresh`, only the
 * workflow's own word counts.
 */
export async function followJob(
  context: CliContext,
  orchestrator: Orchestrator,
  { job, afresh = false }: { readonly job: string; readonly afresh?: boolean },
): Promise<Arrival> {
  const view = await progressView(context);
  const parked = new AbortController();
  const onStatus = (status: JobStatus): void => {
    view.show(status);
    const isWord = !afresh || status.waitingFor === undefined;
    if (status.state === 'attention' && isWord) parked.abort(status);
  };
  const signal = AbortSignal.any([context.stop, parked.signal]);
  try {
    return arrived(context, await orchestrator.waitForJob(job, { onStatus, signal }));
  } catch (error) {
    if (error !== parked.signal.reason || !parked.signal.aborted) throw error;
    return arrived(context, await orchestrator.getJob(job));
  } finally {
    view.close();
  }
}

function arrived<T extends { readonly state: JobState }>({ setExitCode }: CliContext, at: T): T {
  setExitCode(exitCodeOf(at.state));
  return at;
}
