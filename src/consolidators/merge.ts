import { mergeByCount, runsByCount } from '../rows/by-count.ts';
import { mergeRows } from '../rows/merge-rows.ts';
import type { RowSource } from '../rows/row-cursor.ts';
import { topRows } from '../rows/top.ts';
import type { ConsolidationTask, Consolidator } from './consolidator.ts';
import { mergeAll, type Rows, spilled } from './merge/tree.ts';
import { partReader, readChecked } from './read-parts.ts';
import { resultOutput, writeBlocks } from './write-blocks.ts';

/** Bytes of rows that are sorted by count in memory, unless the job file allows less memory. */
const usualRun = 32 * 1024 ** 2;

/**
 * Parts are rows `key<TAB>count`, each key once, sorted by the keys' bytes; so is the result, unless it is wanted by
 * count. Sums are exact.
 */
export const merge: Consolidator = {
  name: 'merge',
  summary: 'One file with the rows of all parts, sorted by key, the counts of equal keys added up.',
  async consolidate(task) {
    const { into, result, storage, finish = (blocks) => blocks } = task;
    const folder = mergeFolder(into);
    try {
      const byKey = await rowsByKey(task, `${folder}/keys`);
      const rows = finish(await arranged(byKey, task, `${folder}/counts`));
      return [{ name: result, ...(await writeBlocks(await resultOutput(task, result), rows)) }];
    } finally {
      await storage.remove(folder);
    }
  },
};

/** What the merge needs beside the result, until that is written. */
export function mergeFolder(into: string): string {
  return `${into}/.merge`;
}

/** All rows, sorted by key: those of the shards one after the other, where others have merged them already. */
async function rowsByKey(task: ConsolidationTask, folder: string): Promise<Rows> {
  const { shards = [], parts, storage } = task;
  if (shards.length > 0) return oneAfterTheOther(shards.map((it) => readChecked(it, storage)));
  const read = partReader(task);
  const sources = parts.map((part): RowSource => ({ uri: part.uri, open: () => read(part) }));
  return mergeAll(sources, { task, folder, merge: mergeRows });
}

async function* oneAfterTheOther(files: readonly Rows[]): Rows {
  for (const rows of files) yield* rows;
}

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
