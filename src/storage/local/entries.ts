import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { createHeap } from '../../rows/heap.ts';
import { unreadable } from './failure.ts';
import { look } from './look.ts';

export interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Entries that are sorted at once, which holds the thread up for some milliseconds. */
const usualRun = 8192;

/**
 * What is in a folder, in the byte order of the paths below it: a folder sorts as its name and a slash. Holds no more
 * than the bytes of the names, in sorted runs that are merged: a million entries as objects would take a gigabyte.
 */
export async function entriesOf(folder: string, runSize = usualRun): Promise<Iterable<Entry>> {
  return merged(await runsOf(folder, runSize));
}

function* merged(runs: readonly Run[]): Generator<Entry> {
  const heap = createHeap(runs, (one, other) => (one.key < other.key ? -1 : 1));
  for (let run = heap.first; run; run = heap.first) {
    const name = Buffer.from(run.key, 'latin1').toString();
    const isFolder = name.endsWith('/');
    yield { name: isFolder ? name.slice(0, -1) : name, isFolder };
    if (advance(run)) heap.sink();
    else heap.removeFirst();
  }
}

/** Sorted keys with NUL, which no name holds, after each. A key is a name's bytes as latin1, a folder's with a slash. */
interface Run {
  readonly bytes: Buffer;
  at: number;
  /** The one before `at`. */
  key: string;
}

async function runsOf(folder: string, runSize: number): Promise<readonly Run[]> {
  const runs: Run[] = [];
  let keys: string[] = [];
  const sortKeys = () => {
    if (keys.length === 0) return;
    const run = { bytes: Buffer.from(`${keys.toSorted().join('\0')}\0`, 'latin1'), at: 0, key: '' };
    advance(run);
    runs.push(run);
    keys = [];
  };
  for await (const entry of direntsOf(folder)) {
    keys.push((await isFolderAt(folder, entry)) ? `${entry.name}/` : entry.name);
    if (keys.length === runSize) sortKeys();
  }
  sortKeys();
  return runs;
}

async function* direntsOf(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder, { encoding: 'latin1', bufferSize: 1024 });
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/** Goes on to the next key. Answers whether there is one. */
function advance(run: Run): boolean {
  const end = run.bytes.indexOf(0, run.at);
  if (end < 0) return false;
  run.key = run.bytes.toString('latin1', run.at, end);
  run.at = end + 1;
  return true;
}

/** Links are followed; one that leads nowhere is no folder. */
async function isFolderAt(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const path = folder + Buffer.from(entry.name, 'latin1').toString();
  return (await look(path))?.isDirectory() ?? false;
}
