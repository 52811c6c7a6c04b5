import type { Readable, Writable } from 'node:stream';
import type { Tally, TaskContext } from '../processor.ts';
import { failureOf } from './failure.ts';
import { type Item, itemsOf, shown } from './items.ts';
import { type Bytes, lineFor } from './placeholders.ts';
import { type Line, runShell, written } from './shell.ts';

/**
 * Runs the line for one item after the other, all in one shell: that forks faster than this process spawns. The shell
 * reads a script that is written while it runs, and reports each item that is done; it stops at the first whose exit code is not 0.
 */
export async function runPerItem({ run, grace }: Line, task: TaskContext): Promise<Tally> {
  const scriptOf = lineFor(`(\n${run}\n) </dev/null 3>&-\n${report}`);
  const { fed, itemsOut, said, ending } = await runShell(task, {
    args: [],
    grace,
    reports: true,
    feed: async (pipes) => feed(task, scriptOf, pipes),
  });
  task.signal.throwIfAborted();
  if (fed.failed || ending.code !== 0) {
    const what = `the command for ${fed.failed ? shown(fed.failed.name) : 'the items'}`;
    throw failureOf({ task, what, ending, said });
  }
  return { itemsIn: fed.items, itemsOut, bytesIn: fed.bytes };
}

/** An empty line for each item that is done. Not `|| exit` after the item, for that would undo a `set -e` in it. */
const report = 'djc=$?; [ "$djc" = 0 ] || exit "$djc"; echo >&3\n';

interface Fed {
  /** Done with exit code 0. */
  readonly items: number;
  readonly bytes: number;
  /** The first that was not. */
  readonly failed: Item | undefined;
}

interface Pipes {
  readonly stdin: Writable;
  readonly reports: Readable;
}

async function feed(
  task: TaskContext,
  scriptOf: (item: Bytes) => Bytes,
  { stdin, reports }: Pipes,
): Promise<Fed> {
  const sent: Item[] = [];
  const [fed] = await Promise.all([
    follow(task, sent, reports),
    send(itemsOf(task), stdin, (item) => {
      sent.push(item);
      return scriptOf(item.name);
    }),
  ]);
  return fed;
}

/** Bytes of script that are written at once. */
const atOnce = 16_384;

async function send(
  items: AsyncIterable<Item>,
  stdin: Writable,
  scriptOf: (item: Item) => Bytes,
): Promise<void> {
  let script = '';
  for await (const item of items) {
    if (stdin.destroyed) break;
    script += scriptOf(item);
    if (script.length < atOnce) continue;
    await written(stdin, Buffer.from(script, 'latin1'));
    script = '';
  }
  await written(stdin, Buffer.from(script, 'latin1'));
  stdin.end();
}

/** Counts the items that the shell reports. `sent` are those that it was sent, and has not reported. */
async function follow(task: TaskContext, sent: Item[], reports: Readable): Promise<Fed> {
  let [items, bytes] = [0, 0];
  for await (const text of reports.setEncoding('latin1')) {
    const done = String(text).length;
    for (const item of sent.splice(0, done)) bytes += item.size;
    items += done;
    task.advance({ items, bytes });
  }
  return { items, bytes, failed: sent[0] };
}
