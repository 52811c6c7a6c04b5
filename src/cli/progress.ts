import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import { isEnd, type JobState, type TaskCounts } from '../domain/job-state.ts';
import type { JobStatus, Trouble } from '../orchestrator/orchestrator.ts';
import type { Colours } from './colours.ts';
import { oneLine } from './columns.ts';
import { counted, duration, size } from './amounts.ts';

/** How far a job was at some time. */
export interface Sample {
  /** Milliseconds. */
  readonly at: number;
  readonly bytes: number;
}

/** A rate is taken over this much time: long enough to be steady, short enough to follow. */
const rateWindow = 10_000;

/** The samples that the rate is taken from, once one more is there. */
export function sampled(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.filter(({ at }) => sample.at - at <= rateWindow), sample];
}

/** Bytes a second; undefined while nothing moved. */
export function rateOf(samples: readonly Sample[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at === first.at || last.bytes <= first.bytes) return undefined;
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
}

export interface View {
  readonly status: JobStatus;
  /** Bytes a second. */
  readonly rate: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly columns: number;
  readonly colours: Colours;
}

/** How far a job is, as lines for a terminal, none longer than its width. */
export function progressLines(view: View): string[] {
  const { status, columns, colours } = view;
  const fit = (text: string, paint: Paint): string => paint(cliTruncate(oneLine(text), columns));
  return [
    fit(`${status.state} ${status.job}`, stateColour(status.state, colours)),
    ...(status.tasks.total > 0 ? [barLine(view)] : []),
    ...troubleTexts(view).map((text) => fit(text, colours.red)),
    ...(status.waitingFor ? [fit(`waiting for ${status.waitingFor}`, colours.yellow)] : []),
  ];
}

/** How far a job is, as one line for a log. */
export function progressSentence({ status, rate }: Pick<View, 'status' | 'rate'>): string {
  const { job, state, waitingFor, tasks } = status;
  const lost = tasks.retrying + tasks.failed > 0 ? [troubledTasks(tasks)] : [];
  const waiting = waitingFor ? [`waiting for ${waitingFor}`] : [];
  const facts = tasks.total > 0 ? factsOf(status, rate) : [];
  return [`${job}: ${state}`, ...facts, ...lost, ...waiting].join(', ');
}

/** The colour of a state. */
export function stateColour(state: JobState, { green, red, yellow }: Colours): Paint {
  if (state === 'succeeded') return green;
  if (state === 'failed') return red;
  return state === 'cancelled' || state === 'attention' || state === 'paused' ? yellow : String;
}

type Paint = (text: string) => string;

/** Worked through so far, from 0 to 1. */
export function fractionDone({ bytes, bytesDone, tasks }: JobStatus): number {
  if (tasks.total > 0 && tasks.succeeded === tasks.total) return 1;
  if (bytes > 0) return Math.min(1, bytesDone / bytes);
  return tasks.total > 0 ? tasks.succeeded / tasks.total : 0;
}

/** `2 retrying, 1 failed`. */
function troubledTasks({ retrying, failed }: TaskCounts): string {
  const counts = [
    [retrying, 'retrying'],
    [failed, 'failed'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** What became of a task whose last attempt failed. */
export function troubleText({ task, attempts, message, nextTryAt }: Trouble, now: number): string {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  const what = attempts === 0 ? 'lost its worker' : `failed ${times}`;
  return `task ${task} ${what}${nextTry(nextTryAt, now)}: ${oneLine(message)}`;
}

function nextTry(nextTryAt: string | undefined, now: number): string {
  if (nextTryAt === undefined) return '';
  const wait = Date.parse(nextTryAt) - now;
  return wait > 0 ? `, next try in ${duration(Math.ceil(wait / 1000) * 1000)}` : ', trying again';
}

const shownTroubles = 3;

function troubleTexts({ status: { troubles, tasks }, now }: View): string[] {
  const shown = troubles.slice(0, shownTroubles).map((trouble) => troubleText(trouble, now));
  return troubles.length > shownTroubles ? [...shown, troubledTasks(tasks)] : shown;
}

/** The bar and as many facts as fit beside it, the most telling first; on a very narrow terminal no bar. */
function barLine({ status, rate, columns, colours }: View): string {
  const fraction = fractionDone(status);
  // Not what the facts leave over: the bar would change its length all the time.
  const width = columns >= 80 ? 20 : 10;
  let texts = [`${Math.floor(fraction * 100)}%`.padStart(4), ...factsOf(status, rate)];
  while (texts.length > 1 && stringWidth(texts.join('  ')) > columns - width - 1)
    texts = texts.slice(0, -1);
  const bar = columns > width + 6 ? `${barOf(fraction, width, colours)} ` : '';
  return bar + texts.join('  ');
}

function barOf(fraction: number, width: number, { green, dim }: Colours): string {
  const full = Math.floor(fraction * width);
  return green('█'.repeat(full)) + dim('░'.repeat(width - full));
}

/** `4 of 8 tasks`, `12 Mi of 24 Mi`, `8.1 Mi/s`, `2 s left`. */
function factsOf(
  { tasks, bytes, bytesDone, state }: JobStatus,
  rate: number | undefined,
): string[] {
  const done = `${tasks.succeeded} of ${counted(tasks.total, 'task')}`;
  const worked = `${size(Math.min(bytes, bytesDone))} of ${size(bytes)}`;
  if (rate === undefined || isEnd(state)) return [done, worked];
  const left = duration(Math.ceil((bytes - bytesDone) / rate) * 1000);
  return [done, worked, `${size(rate)}/s`, ...(bytesDone < bytes ? [`${left} left`] : [])];
}
