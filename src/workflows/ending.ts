import {
  ApplicationFailure,
  CancelledFailure,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { JobSpec } from '../config/job-config.ts';
import type { JobSummary } from '../domain/outcome.ts';
import type { Standing } from '../domain/standing.ts';
import { formatTasks } from '../domain/task-ranges.ts';
import type { Ending } from './failures.ts';
import type { Ledger } from './ledger.ts';
import { control } from './proxies.ts';
import { attempt, tell } from './telling.ts';

interface Close {
  readonly spec: JobSpec;
  readonly ledger: Ledger;
  readonly ending: Ending;
  /** How its tasks stood, unless it ended before it had a plan. */
  readonly standing: Standing | undefined;
}

/** Tidies the work directory, tells who wants to know, and ends the workflow as the job ended. */
export async function closeJob({ spec, ledger, ending, standing }: Close): Promise<JobSummary> {
  const job = workflowInfo().workflowId;
  const { state } = ending;
  ledger.record({ kind: 'abandoned' });
  ledger.enter(state);

  const isOpen = state === 'failed' || (state === 'succeeded' && ending.isPartial);
  const left = isOpen ? standing : undefined;
  const { keepParts } = spec.advanced;
  const warnings = await attempt('the work directory could not be tidied', () =>
    control(spec).tidyUp({ job, output: spec.output.path, left, keepParts }),
  );
  const summary = { ...summarize({ spec, ledger, ending }), warnings };
  const told = { ...summary, warnings: [...warnings, ...(await tell(spec, summary))] };
  // Null takes away what an earlier stop may have left there.
  upsertMemo({ state, summary: told, failedTasks: left ? formatTasks(left.failed) : null });
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

function summarize({
  spec,
  ledger,
  ending,
}: Omit<Close, 'standing'>): Omit<JobSummary, 'warnings'> {
  const { workflowId, startTime } = workflowInfo();
  const { tasks, files, bytes, bytesDone, itemsDone, rejected, failures } = ledger.progress();
  return {
    job: workflowId,
    name: spec.name,
    state: ending.state,
    ...('isPartial' in ending && ending.isPartial && { partial: true }),
    ...('message' in ending && { message: ending.message }),
    tasks,
    files,
    bytes,
    bytesDone,
    itemsIn: itemsDone,
    ...(rejected !== undefined && { rejected }),
    output: spec.output.path,
    results: 'results' in ending ? ending.results : [],
    failures,
    startedAt: startTime.toISOString(),
    endedAt: new Date().toISOString(),
  };
}
