import { compareCounts } from './by-count.ts';
import { RowCursor } from './row-cursor.ts';
import type { Sum } from './sum.ts';

interface Ranked {
  readonly row: Uint8Array;
  readonly count: Sum;
  /** Where it came among all rows, which is the order of the keys. */
  readonly place: number;
}

export interface TopOptions {
  /** How many rows. */
  readonly top: number;
  /** What the rows are sorted by in the end. */
  readonly order: 'key' | 'count';
}

/** The rows with the highest counts of rows that come in the order of their keys; of equal counts the first ones. */
export async function* topRows(
  rows: AsyncGenerator<Uint8Array>,
  { top, order }: TopOptions,
): AsyncGenerator<Uint8Array> {
  const cursor = new RowCursor({ uri: 'the merged rows', open: () => rows });
  let best: Ranked[] = [];
  // What comes later has to count more than this.
  let floor: Sum | undefined;
  let place = 0;
  while (cursor.step() || (await cursor.load())) {
    const { count } = cursor;
    place += 1;
    if (floor !== undefined && compareCounts(count, floor) >= 0) continue;
    const { block, start, end } = cursor.row;
    best.push({ row: Buffer.from(block.subarray(start, end)), count, place });
    if (best.length < 2 * top) continue;
    best = cut(best, top);
    floor = best.at(-1)?.count;
  }
  best = cut(best, top);
  if (order === 'key') best.sort((one, other) => one.place - other.place);
  for (const { row } of best) yield row;
}

function cut(rows: Ranked[], top: number): Ranked[] {
  rows.sort((one, other) => compareCounts(one.count, other.count) || one.place - other.place);
  return rows.slice(0, top);
}
