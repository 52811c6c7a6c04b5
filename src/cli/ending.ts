import type { JobSummary } from '../domain/outcome.ts';
import type { ResultFile } from '../domain/part.ts';
import type { TaskFailure } from '../domain/progress.ts';
import type { Colours } from './colours.ts';
import { oneLine, type Row } from './columns.ts';
import { stateColour } from './progress.ts';
import { resultPath } from './result-paths.ts';
import { counted, duration, size } from './amounts.ts';

/** How a job ended: what it did, what went wrong, and where the result is. */
export function endingRows(summary: JobSummary, colours: Colours): Row[] {
  return [
    {
      label: summary.state,
      text: endingText(summary),
      paint: stateColour(summary.state, colours),
    },
    ...reasonRows(summary),
    ...resultRows(summary),
    ...rejectedRows(summary),
    ...summary.warnings.map((warning) => ({
      label: 'warning',
      text: oneLine(warning),
      paint: colours.yellow,
    })),
  ];
}

/** `word-count-x7k2q  8 tasks  24 Mi in 1.9 s`. */
function endingText(summary: JobSummary): string {
  const { job, state, tasks, bytes, bytesDone, startedAt, endedAt } = summary;
  const { succeeded, total } = tasks;
  const some = succeeded === total ? '' : `${succeeded} of `;
  const isPart = state !== 'succeeded' && bytesDone !== undefined;
  const done = isPart ? `${size(Math.min(bytes, bytesDone))} of ` : '';
  const time = duration(Date.parse(endedAt) - Date.parse(startedAt));
  return `${job}  ${some}${counted(total, 'task')}  ${done}${size(bytes)} in ${time}`;
}

/** Why it did not succeed, and which tasks failed for good. */
export function reasonRows({ message, failures }: Pick<JobSummary, 'message' | 'failures'>): Row[] {
  const told = ({ task, message: reason }: TaskFailure): boolean =>
    message !== undefined && message.startsWith(`task ${task} `) && message.includes(reason);
  const tasks = failures
    .filter((it) => !told(it))
    .map(({ task, type, attempts, message: reason }) => {
      return {
        label: `task ${task}`,
        text: `${type} after ${counted(attempts, 'attempt')}: ${oneLine(reason)}`,
      };
    });
  return [...(message ? [{ label: 'reason', text: oneLine(message) }] : []), ...tasks];
}

const shownResults = 5;

/** Where the result is. */
export function resultRows({ output, results }: Pick<JobSummary, 'output' | 'results'>): Row[] {
  const shown = results.slice(0, shownResults).map(({ name, bytes }: ResultFile, at) => ({
    label: at === 0 ? 'result' : '',
    text: `${resultPath(output, name)}  (${size(bytes)})`,
    whole: true as const,
  }));
  const more = results.length - shown.length;
  return more > 0
    ? [...shown, { label: '', text: `and ${more} more in ${output}`, whole: true }]
    : shown;
}

/** How many bad records were taken out. */
export function rejectedRows({ rejected }: Pick<JobSummary, 'rejected'>): Row[] {
  if (!rejected) return [];
  const text = `${counted(rejected, 'bad record')} taken out, into dead-letter/`;
  return [{ label: 'skipped', text }];
}
