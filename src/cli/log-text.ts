import type { LogLine } from '../orchestrator/orchestrator.ts';
import type { Colours } from './colours.ts';
import { oneLine } from './columns.ts';
import { moment } from './amounts.ts';

/** One entry of a job's log as one line: time, task and attempt, message. */
export function logText(line: LogLine, now: number, { dim, red }: Colours): string {
  const { time, task, attempt, level, message } = line;
  const which = task === undefined ? 'job' : `task ${task} attempt ${attempt ?? 1}`;
  const text = oneLine(message);
  return `${dim(moment(time, now))}  ${which.padEnd(16)}  ${level === 'error' ? red(text) : text}`;
}
