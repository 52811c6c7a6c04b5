import { duckDb, sqlOptionsOf, usualMemory } from '../processors/sql.ts';
import { parquetRows } from '../processors/sql/views.ts';
import { writing } from '../storage/local/failure.ts';
import { makeFolder } from '../storage/local/make-folder.ts';
import type { ConsolidationTask, Consolidator } from './consolidator.ts';
import { partReader } from './read-parts.ts';
import { resultOutput, writeBlocks } from './write-blocks.ts';

/** Parts are Parquet files, and empty ones where a task had no columns. DuckDB reads them once each was checked. */
export const sql: Consolidator = {
  name: 'sql',
  summary: 'One file with the answer of the final query over the parts, in the order of the input.',
  async consolidate(task) {
    const { into, result, storage } = task;
    const folder = `${into}/.sql`;
    const paths = await checkedPaths(task);
    try {
      if (paths.length > 0) await runFinal(task, { folder, paths });
      const blocks = paths.length > 0 ? storage.read(`${folder}/answer`) : [];
      return [{ name: result, ...(await writeBlocks(await resultOutput(task, result), blocks)) }];
    } finally {
      await storage.remove(folder);
    }
  },
};

/** Reads all parts, and answers the files of those that hold something. */
async function checkedPaths(task: ConsolidationTask): Promise<readonly string[]> {
  const read = partReader(task);
  for (const part of task.parts) for await (const block of read(part)) void block;
  return task.parts.filter(({ receipt }) => receipt.bytesOut > 0).map(({ uri }) => uri);
}

interface Final {
  /** Takes the answer. */
  readonly folder: string;
  readonly paths: readonly string[];
}

async function runFinal(
  { algorithm, memory = usualMemory, signal }: ConsolidationTask,
  { folder, paths }: Final,
): Promise<void> {
  const { final: query, result: format } = sqlOptionsOf(algorithm);
  await writing(folder, makeFolder(folder));
  const view = { name: 'parts', sql: parquetRows(paths) };
  const answer = { path: `${folder}/answer`, format };
  const work = { view, query, key: 'algorithm.final', files: paths, folder, answer, memory };
  await duckDb.run(work, signal);
}
