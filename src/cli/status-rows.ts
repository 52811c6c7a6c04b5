import { isEnd, taskStates } from '../domain/job-state.ts';
import type { JobStatus } from '../orchestrator/orchestrator.ts';
import type { Colours } from './colours.ts';
import { oneLine, type Row } from './columns.ts';
import { reasonRows, rejectedRows, resultRows } from './ending.ts';
import { fractionDone, stateColour, troubleText } from './progress.ts';
import { counted, duration, moment, size } from './amounts.ts';

/** A job as it is now, for `djc status`. */
export function statusRows(status: JobStatus, now: number, colours: Colours): Row[] {
  const { job, state, stopping, waitingFor, uiUrl, output, summary, tasks } = status;
  return [
    { label: state, text: job, paint: stateColour(state, colours) },
    { label: 'tasks', text: tasksText(status) },
    ...(tasks.total > 0 ? [{ label: 'input', text: inputText(status) }] : []),
    { label: 'started', text: startedText(status, now) },
    ...(stopping ? [{ label: 'stopping', text: stoppingText(job) }] : []),
    ...(waitingFor ? [{ label: 'waiting', text: `for ${waitingFor}`, paint: colours.yellow }] : []),
    ...(summary ? reasonRows(summary) : troubleRows(status, now, colours)),
    ...(state === 'attention' ? decisionRows(status) : []),
    ...(summary?.results.length
      ? resultRows(summary)
      : [{ label: 'output', text: output, whole: true as const }]),
    ...rejectedRows(status),
    ...(summary?.warnings ?? []).map((text) => ({ label: 'warning', text: oneLine(text) })),
    ...(uiUrl ? [{ label: 'web UI', text: uiUrl, whole: true as const }] : []),
  ];
}

/** `8 in all: 2 running, 1 retrying, 5 succeeded`. */
function tasksText({ tasks, state }: JobStatus): string {
  if (tasks.total === 0 && state === 'planning') return 'none yet';
  if (tasks.total === 0) return isEnd(state) ? 'none' : 'unknown while no worker answers';
  const counts = taskStates.filter((it) => tasks[it] > 0);
  const [only, ...others] = counts;
  if (only && others.length === 0) return `${tasks.total} ${only}`;
  return `${tasks.total} in all: ${counts.map((it) => `${tasks[it]} ${it}`).join(', ')}`;
}

function inputText(status: JobStatus): string {
  const { files, bytes, bytesDone, state } = status;
  const input = `${size(bytes)} in ${counted(files, 'file')}`;
  if (state === 'succeeded') return input;
  const percent = Math.floor(fractionDone(status) * 100);
  return `${size(Math.min(bytes, bytesDone))} of ${input} done (${percent}%)`;
}

function startedText({ startedAt, endedAt, state }: JobStatus, now: number): string {
  const started = moment(startedAt, now);
  if (endedAt !== undefined && isEnd(state))
    return `${started}, took ${duration(Date.parse(endedAt) - Date.parse(startedAt))}`;
  return `${started}, ${duration(now - Date.parse(startedAt))} ago`;
}

function stoppingText(job: string): string {
  return `it was asked to; \`djc cancel ${job} --force\` ends it at once`;
}

/** What a person can do about a job that waits for them. */
function decisionRows({ job, message }: JobStatus): Row[] {
  return [
    ...(message ? [{ label: 'reason', text: oneLine(message) }] : []),
    { label: 'next', text: `djc retry ${job} --failed    runs what failed again`, whole: true },
    { label: '', text: `djc accept ${job} --partial  closes it with what there is`, whole: true },
    { label: '', text: `djc cancel ${job}            gives it up`, whole: true },
  ];
}

function troubleRows({ troubles }: JobStatus, now: number, { red }: Colours): Row[] {
  return troubles.map((trouble) => ({
    label: 'trouble',
    text: troubleText(trouble, now),
    paint: red,
  }));
}
