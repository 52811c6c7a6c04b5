import type { Victim, Round } from './round.ts';
import type { Phase } from './places.ts';

/** What came of a round. */
export interface Outcome {
  readonly seed: number;
  readonly kind: string;
  readonly cast: string;
  readonly kills: readonly {
    readonly phase: Phase;
    readonly victim: Victim;
    readonly place: string;
  }[];
  readonly faults: readonly {
    readonly phase: Phase;
    readonly place: string;
    readonly code: string;
  }[];
  readonly items: number;
  /** Items of attempts whose work was done again by another one. */
  readonly redone: number;
  /** Of these, the items of attempts that no kill and no fault had in flight. */
  readonly redoneBeyond: number;
  readonly seconds: number;
  /** What was not as it should be, as sentences; none where the round passed. */
  readonly problems: readonly string[];
  /** What is worth a look, and no problem. */
  readonly notes: readonly string[];
}

export interface PartMade {
  readonly task: number;
  readonly attempt: number;
  readonly itemsIn: number;
}

/**
 * What was done again: each attempt before the winning one counts as the whole task. `lost` has the task of each attempt
 * that a kill or a fault had in flight.
 */
export function workRedone(parts: readonly PartMade[], lost: readonly number[]) {
  const inFlight = new Map<number, number>();
  for (const task of lost) inFlight.set(task, (inFlight.get(task) ?? 0) + 1);
  let redone = 0;
  let redoneBeyond = 0;
  for (const { task, attempt, itemsIn } of parts) {
    redone += (attempt - 1) * itemsIn;
    redoneBeyond += Math.max(0, attempt - 1 - (inFlight.get(task) ?? 0)) * itemsIn;
  }
  return { redone, redoneBeyond, items: parts.reduce((sum, it) => sum + it.itemsIn, 0) };
}

/** Work that may be done again beyond what was in flight, as a share of all. */
export const mostRedone = 0.05;

export function planOf({ seed, kind, cast, kills, faults }: Round) {
  return { seed, kind, cast, kills, faults };
}
