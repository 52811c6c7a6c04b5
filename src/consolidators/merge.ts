import type { ConsolidationTask, Consolidator } from './consolidator.ts';
import { mergeRows } from './merge/rows.ts';
import type { RowSource } from './merge/row-cursor.ts';
import { partReader, readChecked } from './read-parts.ts';
import { writeBlocks } from './write-blocks.ts';

/** Files that are read at once. */
const fanIn = 64;

/** Parts are rows `key<TAB>count`, each key once, sorted by the keys' bytes; so is the result. Sums are exact. */
export const merge: Consolidator = {
  name: 'merge',
  summary: 'One file with the rows of all parts, sorted by key, the counts of equal keys added up.',
  async consolidate(task) {
    const { into, result, storage, parts, finish = (blocks) => blocks } = task;
    const read = partReader(task);
    const rounds = `${into}/.merge`;
    let sources: readonly RowSource[] = parts.map((part) => ({
      uri: part.uri,
      open: () => read(part),
    }));
    try {
      for (let round = 0; sources.length > fanIn; round++) {
        sources = await mergeRound(sources, `${rounds}/${round}`, task);
        if (round > 0) await storage.remove(`${rounds}/${round - 1}`);
      }
      const rows = finish(mergeRows(sources));
      const written = await writeBlocks(storage, `${into}/${result}`, rows);
      return [{ name: result, ...written }];
    } finally {
      await storage.remove(rounds);
    }
  },
};

/** Merges as many sources at once as may be, each time into a file in `folder`. */
async function mergeRound(
  sources: readonly RowSource[],
  folder: string,
  { storage, signal }: ConsolidationTask,
): Promise<readonly RowSource[]> {
  const merged: RowSource[] = [];
  for (let from = 0; from < sources.length; from += fanIn) {
    signal.throwIfAborted();
    const uri = `${folder}/${from}`;
    const group = sources.slice(from, from + fanIn);
    const written = await writeBlocks(storage, uri, mergeRows(group));
    merged.push({ uri, open: () => readChecked({ uri, ...written }, storage) });
  }
  return merged;
}
