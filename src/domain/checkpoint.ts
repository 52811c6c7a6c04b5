/** A place between two records of a partition. */
export interface Position {
  /** Which slice, from 0; their number at the very end. */
  readonly slice: number;
  /** Where the next record starts in the slice's file. */
  readonly offset: number;
}

/** What an attempt has done between two checkpoints, and made durable. */
export interface Leg {
  readonly attempt: number;
  /** From 0. */
  readonly number: number;
  readonly from: Position;
  readonly to: Position;
  readonly itemsIn: number;
  readonly itemsOut: number;
  readonly bytesIn: number;
  /** Of its output. */
  readonly bytes: number;
  readonly sha256: string;
  /** Bytes of its output that were made of each slice from `from.slice` on, where the operation says so. */
  readonly lengths?: readonly number[] | undefined;
}

/** The legs that follow each other without a gap from a place on. Of two from the same place the later attempt's counts. */
export function chainOf(legs: readonly Leg[], start: Position): readonly Leg[] {
  const chain: Leg[] = [];
  for (let at = start; ;) {
    const next = legs.findLast(({ from }) => isSame(from, at));
    if (!next || isSame(next.to, at)) return chain;
    chain.push(next);
    at = next.to;
  }
}

function isSame(one: Position, other: Position): boolean {
  return one.slice === other.slice && one.offset === other.offset;
}

interface Pace {
  /** Milliseconds of the shortest leg. */
  readonly least: number;
  /** Milliseconds that the attempt has worked so far. */
  readonly worked: number;
  /** Milliseconds that the last checkpoint took. */
  readonly cost: number;
}

/**
 * How long the next leg should be, in milliseconds: twenty times what a checkpoint costs, so that it costs no more than a
 * twentieth of the work; and a twentieth of what is done, so that legs stay few and no more than that is ever lost.
 */
export function legLength({ least, worked, cost }: Pace): number {
  return Math.max(least, 20 * cost, worked / 20);
}
