import { createHeap } from './heap.ts';
import { compareKeys } from './key.ts';
import { RowCursor, type RowSource, withRows } from './row-cursor.ts';
import { RowSums } from './row-sums.ts';

/**
 * The rows of all sources, sorted by key, the counts of equal keys added up, in blocks that are only valid until the
 * next is asked for. A source that is not sorted rows is `PartDamaged`.
 */
export async function* mergeRows(sources: readonly RowSource[]): AsyncGenerator<Uint8Array> {
  const cursors = sources.map((source) => new RowCursor(source));
  try {
    const heap = createHeap(await withRows(cursors), (one, other) =>
      compareKeys(one.key, other.key),
    );
    const sums = new RowSums();
    for (let cursor = heap.first; cursor !== undefined; cursor = heap.first) {
      sums.add(cursor);
      if (sums.isFull) yield sums.take();
      if (cursor.step() || (await cursor.load())) heap.sink();
      else heap.removeFirst();
    }
    yield sums.takeLast();
  } finally {
    await Promise.all(cursors.map(async (it) => it.close()));
  }
}
