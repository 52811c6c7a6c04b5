import {
  ApplicationFailure,
  CancelledFailure,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { JobSpec } from '../config/job-config.ts';
import type { JobSummary } from '../domain/outcome.ts';
import { type Ending, failureOf } from './failures.ts';
import type { Ledger } from './ledger.ts';
import { control, notify } from './proxies.ts';

interface Close {
  readonly spec: JobSpec;
  readonly ledger: Ledger;
  readonly ending: Ending;
}

/** Tidies the work directory, tells who wants to know, and ends the workflow as the job ended. */
export async function closeJob({ spec, ledger, ending }: Close): Promise<JobSummary> {
  const job = workflowInfo().workflowId;
  const { state } = ending;
  ledger.record({ kind: 'abandoned' });
  ledger.enter(state);

  const warnings = await attempt('the work directory could not be tidied', () =>
    control.tidyUp({ job, output: spec.output.path }),
  );
  const summary = { ...summarize({ spec, ledger, ending }), warnings };
  const unsent = await Promise.all(
    spec.notification
      .filter(({ on }) => on.includes(state))
      .map(async (notification) =>
        attempt(`the ${notification.type} notification was not sent`, () =>
          notify({ notification, summary }),
        ),
      ),
  );
  const told = { ...summary, warnings: [...warnings, ...unsent.flat()] };
  upsertMemo({ state, summary: told });
  return concluded(told);
}

/** The workflow ends completed, failed or cancelled, so that Temporal's own views tell the truth. */
function concluded(summary: JobSummary): JobSummary {
  const message = summary.message ?? '';
  if (summary.state === 'failed')
    throw ApplicationFailure.nonRetryable(message, 'JobFailed', summary);
  if (summary.state === 'cancelled') throw new CancelledFailure(message, [summary]);
  return summary;
}

/** Tries what must not change how the job ends; answers a warning where it failed. */
async function attempt(what: string, run: () => Promise<void>): Promise<string[]> {
  try {
    await run();
    return [];
  } catch (error) {
    return [`${what}: ${error instanceof Error ? failureOf(error).message : String(error)}`];
  }
}

function summarize({ spec, ledger, ending }: Close): Omit<JobSummary, 'warnings'> {
  const { workflowId, startTime } = workflowInfo();
  const { tasks, files, bytes, itemsDone, failures } = ledger.progress();
  return {
    job: workflowId,
    name: spec.name,
    state: ending.state,
    ...('message' in ending && { message: ending.message }),
    tasks,
    files,
    bytes,
    itemsIn: itemsDone,
    output: spec.output.path,
    results: 'results' in ending ? ending.results : [],
    failures,
    startedAt: startTime.toISOString(),
    endedAt: new Date().toISOString(),
  };
}
