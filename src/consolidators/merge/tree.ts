import type { RowSource } from '../../rows/row-cursor.ts';
import type { ConsolidationTask } from '../consolidator.ts';
import { readChecked } from '../read-parts.ts';
import { writeBlocks } from '../write-blocks.ts';

/** Files that are read at once, each through buffers of its own: more would let memory grow with the number of parts. */
const fanIn = 32;

export type Rows = AsyncGenerator<Uint8Array>;
type Merge = (sources: readonly RowSource[]) => Rows;

interface Tree {
  readonly task: Pick<ConsolidationTask, 'storage' | 'signal'>;
  /** Takes what the rounds before the last one write. */
  readonly folder: string;
  readonly merge: Merge;
}

/** Merges any number of sources, as a tree in which no merge reads more than `fanIn` files. */
export async function mergeAll(sources: readonly RowSource[], tree: Tree): Promise<Rows> {
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

export async function spilled(
  rows: Iterable<Uint8Array> | Rows,
  uri: string,
  { storage }: Pick<ConsolidationTask, 'storage'>,
): Promise<RowSource> {
  const written = await writeBlocks(await storage.write(uri, 'nothing'), rows);
  return { uri, open: () => readChecked({ uri, ...written }, storage) };
}
