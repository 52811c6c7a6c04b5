import { taskStates } from '../domain/job-state.ts';
import type { JobSummary } from '../domain/outcome.ts';
import type { JobStatus } from '../orchestrator/orchestrator.ts';
import { type Colours, coloursFor } from './colours.ts';
import { aligned } from './columns.ts';
import { type CliContext, type Output, print } from './context.ts';
import { endingRows } from './ending.ts';
import type { Arrival } from './follow.ts';
import { jsonLine } from './json.ts';
import { firstLines } from './preview.ts';
import { statusRows } from './status-rows.ts';

/** The colours that suit a stream. */
export function coloursOf({ env }: CliContext, { columns }: Output): Colours {
  return coloursFor(columns !== undefined, env);
}

/** Prints a job as it is now. */
export function showStatus(context: CliContext, status: JobStatus, json?: boolean): void {
  const { stdout, now } = context;
  if (json) stdout.write(jsonLine(statusDocument(status)));
  else
    for (const line of aligned(
      statusRows(status, now(), coloursOf(context, stdout)),
      stdout.columns,
    ))
      print(context, line);
}

/** Prints how a job ended, or where it waits for a person. */
export function showArrival(context: CliContext, arrival: Arrival, json?: boolean): void {
  if (!isSummary(arrival)) showStatus(context, arrival, json);
  else if (json) context.stdout.write(jsonLine(arrival));
  else for (const line of endingLines(context, arrival, context.stdout)) print(context, line);
}

/** Prints the beginning of the result, where there is one to read. */
export async function showFirstLines(context: CliContext, arrival: Arrival): Promise<void> {
  if (!isSummary(arrival)) return;
  for (const line of await firstLines(arrival, context.stdout.columns ?? 80)) print(context, line);
}

function isSummary(arrival: Arrival): arrival is JobSummary {
  return 'results' in arrival;
}

/** How a job ended, in lines for this stream. */
export function endingLines(context: CliContext, summary: JobSummary, to: Output): string[] {
  return aligned(endingRows(summary, coloursOf(context, to)), to.columns);
}

/** A status as `--json` prints it: what matters most first, task states in their usual order. */
function statusDocument({ job, state, tasks, ...others }: JobStatus): object {
  const byState = Object.fromEntries(taskStates.map((it) => [it, tasks[it]]));
  return { job, state, tasks: { total: tasks.total, ...byState }, ...others };
}
