import { createHeap } from './heap.ts';
import { compareKeys } from './key.ts';
import { RowBlock } from './row-block.ts';
import { RowCursor, type RowSource, withRows } from './row-cursor.ts';
import { newline, wholeLines } from './whole-lines.ts';

const tab = 0x09;

type Rows = AsyncIterable<Uint8Array>;

/**
 * Cuts rows `key<TAB>count<LF>` that come in the order of their keys into runs of some `bytes`, each sorted by count: the
 * highest first, equal counts in the order of their keys.
 */
export async function* runsByCount(
  rows: Rows,
  bytes: number,
): AsyncGenerator<Iterable<Uint8Array>> {
  let blocks: Buffer[] = [];
  let length = 0;
  for await (const block of wholeLines(rows)) {
    blocks.push(block);
    length += block.length;
    if (length < bytes) continue;
    yield sortedRun(blocks);
    [blocks, length] = [[], 0];
  }
  if (length > 0) yield sortedRun(blocks);
}

function* sortedRun(blocks: readonly Buffer[]): Generator<Uint8Array> {
  const block = Buffer.concat(blocks);
  const [starts, counts]: [number[], number[]] = [[], []];
  for (let start = 0; start < block.length;) {
    const end = block.indexOf(newline, start) + 1;
    starts.push(start);
    counts.push(Number(block.toString('latin1', block.lastIndexOf(tab, end - 1) + 1, end - 1)));
    start = end;
  }
  starts.push(block.length);
  const digitsOf = (row: number) => {
    const end = (starts[row + 1] ?? 0) - 1;
    return block.toString('latin1', block.lastIndexOf(tab, end) + 1, end);
  };
  const order = Uint32Array.from(counts.keys()).toSorted((one, other) => {
    const [count = 0, otherCount = 0] = [counts[one], counts[other]];
    if (count !== otherCount) return otherCount - count;
    // Numbers stop to tell whole numbers apart here.
    const isExact = count <= Number.MAX_SAFE_INTEGER;
    return (
      (isExact ? 0 : compareCounts(BigInt(digitsOf(one)), BigInt(digitsOf(other)))) || one - other
    );
  });
  const rows = new RowBlock();
  for (const row of order) {
    rows.append({ block, start: starts[row] ?? 0, end: starts[row + 1] ?? 0 });
    if (rows.isFull) yield rows.take();
  }
  yield rows.take();
}

/** The rows of all sources, each sorted by count as above, in that order. */
export async function* mergeByCount(sources: readonly RowSource[]): AsyncGenerator<Uint8Array> {
  const cursors = sources.map((source) => new RowCursor(source));
  try {
    const heap = createHeap(
      await withRows(cursors),
      (one, other) => compareCounts(one.count, other.count) || compareKeys(one.key, other.key),
    );
    const rows = new RowBlock();
    for (let cursor = heap.first; cursor !== undefined; cursor = heap.first) {
      rows.append(cursor.row);
      if (rows.isFull) yield rows.take();
      if (cursor.step() || (await cursor.load())) heap.sink();
      else heap.removeFirst();
    }
    yield rows.take();
  } finally {
    await Promise.all(cursors.map(async (it) => it.close()));
  }
}

/** The highest first. */
export function compareCounts(one: number | bigint, other: number | bigint): number {
  return one > other ? -1 : Number(one < other);
}
