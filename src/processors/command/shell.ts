import type { Readable, Writable } from 'node:stream';
import type { Ending, Group } from '../../runners/process-group.ts';
import { newlinesIn } from '../counter.ts';
import type { TaskContext } from '../processor.ts';
import { newline } from '../../rows/whole-lines.ts';

interface Shell<Fed> {
  /** Of /bin/sh. */
  readonly args: readonly string[];
  /** Writes to its stdin, and ends that. */
  readonly feed: (pipes: { readonly stdin: Writable; readonly reports: Readable }) => Promise<Fed>;
  readonly reports?: boolean;
  readonly grace: number | undefined;
}

/** A line for the shell, as the job file has it. */
export interface Line {
  readonly run: string;
  /** Milliseconds that its programs may go on after SIGTERM; as usual unless given. */
  readonly grace: number | undefined;
}

interface Outcome<Fed> {
  readonly fed: Fed;
  readonly itemsOut: number;
  /** The last lines on stderr. */
  readonly said: readonly string[];
  readonly ending: Ending;
}

/**
 * Runs a shell whose stdout is the part and whose stderr is logged. Whatever fails, or stops it, no process of the
 * shell's group is left when this is done.
 */
export async function runShell<Fed>(
  task: TaskContext,
  { args, feed, grace, reports = false }: Shell<Fed>,
): Promise<Outcome<Fed>> {
  const failed = new AbortController();
  const group = task.spawn(['/bin/sh', ...args], {
    env: variablesOf(task),
    signal: AbortSignal.any([task.signal, failed.signal]),
    grace,
    reports,
  });
  const work = workOf(task, group, feed);
  try {
    const [fed, itemsOut, said, ending] = await Promise.all(work);
    return { fed, itemsOut, said, ending };
  } catch (error) {
    failed.abort();
    await Promise.allSettled(work);
    throw error;
  }
}

function workOf<Fed>(
  task: TaskContext,
  { child, reports, ended }: Group,
  feed: Shell<Fed>['feed'],
): readonly [Promise<Fed>, Promise<number>, Promise<readonly string[]>, Promise<Ending>] {
  const { stdin, stdout, stderr } = child;
  // Writing to a program that has closed its stdin is no error.
  stdin.on('error', () => undefined);
  return [feed({ stdin, reports }), keep(task, stdout), log(task, stderr), ended];
}

/** Linux takes no variable longer than 128 KiB. */
const longestVariable = 131_000;

function variablesOf(task: TaskContext): Readonly<Record<string, string | undefined>> {
  const [slice, ...others] = task.slices;
  const files = [...new Set(task.slices.map(({ uri }) => uri))];
  const list = files.join('\n');
  const fits = Buffer.byteLength(list) <= longestVariable;
  if (!fits) task.log('DJC_FILES is not set: the list is too long for a variable');
  const isAlone = others.length === 0;
  return {
    DJC_JOB: task.job,
    DJC_TASK: String(task.task),
    DJC_ATTEMPT: String(task.attempt),
    DJC_FILE: files.length === 1 ? files[0] : undefined,
    DJC_FILES: fits ? list : undefined,
    DJC_START: isAlone ? slice?.start.toString() : undefined,
    DJC_END: isAlone ? slice?.end.toString() : undefined,
  };
}

/** Waits until the bytes are in the pipe, or will never be. */
export async function written(stdin: Writable, bytes: Uint8Array): Promise<void> {
  if (stdin.destroyed) return;
  await new Promise<void>((resolve) => {
    stdin.write(bytes, () => resolve());
  });
}

/** Makes stdout the part, and answers how many lines it has. */
async function keep(task: TaskContext, stdout: AsyncIterable<Buffer>): Promise<number> {
  let lines = 0;
  let last: number | undefined = newline;
  for await (const block of stdout) {
    lines += newlinesIn(block);
    last = block.at(-1);
    await task.write(block);
  }
  return last === newline ? lines : lines + 1;
}

/** Characters of a line on stderr that are logged. */
const longestLine = 8192;

/** Logs the lines of stderr, and answers the last ones. A progress bar's carriage returns end lines too. */
async function log(task: TaskContext, stderr: Readable): Promise<readonly string[]> {
  let tail: readonly string[] = [];
  let rest = '';
  const say = (line: string) => {
    if (line === '') return;
    task.log(line);
    tail = [...tail.slice(-9), line];
  };
  for await (const text of stderr.setEncoding('utf8')) {
    const lines = `${rest}${text}`.split(/[\r\n]+/);
    rest = (lines.pop() ?? '').slice(0, longestLine);
    lines.forEach(say);
  }
  say(rest);
  return tail;
}
