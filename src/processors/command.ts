import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { DataError } from '../errors.ts';
import { type Ending, spawnGroup } from '../runners/process-group.ts';
import { counterOf, newlinesIn } from './counter.ts';
import type { Processor, TaskContext } from './processor.ts';
import { newline } from './text/blocks.ts';

const summary =
  "Runs a shell line for each task, with the task's bytes on stdin; what it prints is the part.";

const schema = z
  .strictObject({
    type: z.literal('command'),
    run: z.string().trim().min(1).describe('The line that /bin/sh runs for each task.'),
  })
  .describe(summary);

export const command: Processor = {
  type: 'command',
  summary,
  runner: 'process',
  schema,
  traits: () => ({
    formats: ['text', 'files', 'binary'],
    consolidations: ['concatenate', 'none'],
    result: 'result.txt',
  }),
  async run(task, algorithm) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the job file was checked with the schema above when it was loaded
    const { run } = algorithm as z.output<typeof schema>;
    const { itemsIn, itemsOut, said, ending } = await runShell(run, task);
    task.signal.throwIfAborted();
    if (ending.code !== 0) throw new DataError('CommandFailed', failureOf({ run, ending, said }));
    return { itemsIn, itemsOut };
  },
};

interface Outcome {
  readonly itemsIn: number;
  readonly itemsOut: number;
  /** The last lines on stderr. */
  readonly said: readonly string[];
  readonly ending: Ending;
}

/** Whatever fails, or stops it, no process of the shell's group is left when this is done. */
async function runShell(run: string, task: TaskContext): Promise<Outcome> {
  const failed = new AbortController();
  const { child, ended } = spawnGroup(['/bin/sh', '-c', run], {
    env: variablesOf(task),
    signal: AbortSignal.any([task.signal, failed.signal]),
  });
  const work = [
    feed(task, child.stdin),
    keep(task, child.stdout),
    log(task, child.stderr),
    ended,
  ] as const;
  try {
    const [itemsIn, itemsOut, said, ending] = await Promise.all(work);
    return { itemsIn, itemsOut, said, ending };
  } catch (error) {
    failed.abort();
    await Promise.allSettled(work);
    throw error;
  }
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

/** Writes the task's bytes, and answers its items. A program need not read them all, but they are counted all the same. */
async function feed(task: TaskContext, stdin: Writable): Promise<number> {
  const input = counterOf(task);
  let glue = false;
  // Writing to a program that has closed its stdin is no error.
  stdin.on('error', () => undefined);
  for (const slice of task.slices) {
    if (glue) await written(stdin, Uint8Array.of(newline));
    glue = false;
    for await (const block of input.read(slice)) {
      await written(stdin, block);
      glue = task.format === 'text' && block.at(-1) !== newline;
    }
  }
  stdin.end();
  return input.items;
}

/** Waits until the bytes are in the pipe, or will never be. */
async function written(stdin: Writable, bytes: Uint8Array): Promise<void> {
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

function failureOf({
  run,
  ending,
  said,
}: {
  run: string;
  ending: Ending;
  said: readonly string[];
}) {
  const what = run.length > 200 ? `${run.slice(0, 200)}…` : run;
  const words = said.join('\n').slice(-2048);
  const tail = words === '' ? 'it wrote nothing to stderr' : `its last lines on stderr:\n${words}`;
  return `the command ${JSON.stringify(what)} ${how(ending)}; ${tail}`;
}

/** A shell reports the death of its program by a signal as exit code 128 + the signal's number. */
function how({ code, signal }: Ending): string {
  if (signal !== undefined) return `was killed by ${signal}`;
  const [name] =
    Object.entries(constants.signals).find(([, number]) => number + 128 === code) ?? [];
  const reason = name === undefined ? '' : ` (a program in it was killed by ${name})`;
  return `ended with exit code ${code} instead of 0${reason}`;
}
