import type { Writable } from 'node:stream';
import { counterOf } from '../counter.ts';
import type { Tally, TaskContext } from '../processor.ts';
import { newline } from '../../rows/whole-lines.ts';
import { failureOf } from './failure.ts';
import { type Line, runShell, written } from './shell.ts';

/** Runs the line once, with the task's bytes on stdin. */
export async function runPerTask({ run, grace }: Line, task: TaskContext): Promise<Tally> {
  const { fed, itemsOut, said, ending } = await runShell(task, {
    args: ['-c', run],
    grace,
    feed: async ({ stdin }) => feed(task, stdin),
  });
  task.signal.throwIfAborted();
  if (ending.code !== 0) {
    throw failureOf({ task, what: `the command ${shortened(run)}`, ending, said });
  }
  return { itemsIn: fed, itemsOut };
}

function shortened(run: string): string {
  return JSON.stringify(run.length > 200 ? `${run.slice(0, 200)}…` : run);
}

/** Writes the task's bytes, and answers its items. A program need not read them all, but they are counted all the same. */
async function feed(task: TaskContext, stdin: Writable): Promise<number> {
  const input = counterOf(task);
  let glue = false;
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
