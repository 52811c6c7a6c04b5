import { mergeByCount, runsByCount } from '../rows/by-count.ts';
import { mergeRows } from '../rows/merge-rows.ts';
import type { RowSource } from '../rows/row-cursor.ts';
import { topRows } from '../rows/top.ts';
import type { ConsolidationTask, Consolidator } from './consolidator.ts';
import { partReader, readChecked } from './read-parts.ts';
import { resultOutput, writeBlocks } from './write-blocks.ts';

/** Files that are read at once. */
const fanIn = 64;

/** Bytes of rows that are sorted by count in memory, unless the job file allows less memory. */
const usualRun = 32 * 1024 ** 2;

type Rows = AsyncGenerator<Uint8Array>;
type Merge = (sources: readonly RowSource[]) => Rows;

/**
 * Parts are rows `key<TAB>count`, each key once, sorted by the keys' bytes; so is the result, unless it is wanted by
 * count. Sums are exact.
 */
export const merge: Consolidator = {
  name: 'merge',
  summary: 'One file with the rows of all parts, sorted by key, the counts of equal keys added up.',
  async consolidate(task) {
    const { into, result, storage, parts, finish = (blocks) => blocks } = task;
    const read = partReader(task);
    const sources = parts.map((part): RowSource => ({ uri: part.uri, open: () => read(part) }));
    const folder = `${into}/.merge`;
    try {
      const byKey = await mergeAll(sources, { task, folder: `${folder}/keys`, merge: mergeRows });
      const rows = finish(await arranged(byKey, task, `${folder}/counts`));
      return [{ name: result, ...(await writeBlocks(await resultOutput(task, result), rows)) }];
    } finally {
      await storage.remove(folder);
    }
  },
};

/** The rows in the order, and as many of them, as the job file wants. */
async function arranged(rows: Rows, task: ConsolidationTask, folder: string): Promise<Rows> {
  const { top, order = top === undefined ? 'key' : 'count' } = task;
  if (top !== undefined) return topRows(rows, { top, order });
  return order === 'key' ? rows : sortedByCount(rows, task, folder);
}

/** All rows by count: runs that fit in memory are sorted, spilled, and merged. */
async function sortedByCount(rows: Rows, task: ConsolidationTask, folder: string): Promise<Rows> {
  const { memory = Infinity } = task;
  const runs: RowSource[] = [];
  for await (const run of runsByCount(rows, Math.min(usualRun, memory / 8))) {
    runs.push(await spilled(run, `${folder}/run-${runs.length}`, task));
  }
  return mergeAll(runs, { task, folder, merge: mergeByCount });
}

interface Tree {
  readonly task: ConsolidationTask;
  /** Takes what the rounds before the last one write. */
  readonly folder: string;
  readonly merge: Merge;
}

/** Merges any number of sources, as a tree in which no merge reads more than `fanIn` files. */
async function mergeAll(sources: readonly RowSource[], tree: Tree): Promise<Rows> {
  const { task, folder } = tree;
  let left = sources;
  for (let round = 0; left.length > fanIn; round++) {
    left = await mergeRound(left, { ...tree, folder: `${folder}/${round}` });
    if (round > 0) await task.storage.remove(`${folder}/${round - 1}`);
  }
  return tree.merge(left);
}

/** Merges as many sources at once as may be, each time into a file in `folder`. */
async function mergeRound(
  sources: readonly RowSource[],
  { task, folder, merge: mergeOf }: Tree,
): Promise<readonly RowSource[]> {
  const merged: RowSource[] = [];
  for (let from = 0; from < sources.length; from += fanIn) {
    task.signal.throwIfAborted();
    const group = sources.slice(from, from + fanIn);
    merged.push(await spilled(mergeOf(group), `${folder}/${from}`, task));
  }
  return merged;
}

async function spilled(
  rows: Iterable<Uint8Array> | Rows,
  uri: string,
  { storage }: ConsolidationTask,
): Promise<RowSource> {
  const written = await writeBlocks(await storage.write(uri, 'nothing'), rows);
  return { uri, open: () => readChecked({ uri, ...written }, storage) };
}
