import type { Consolidation } from '../processors/processor.ts';
import { collect } from './collect.ts';
import { concatenate } from './concatenate.ts';
import type { Consolidator } from './consolidator.ts';
import { merge } from './merge.ts';
import { none } from './none.ts';
import { sql } from './sql.ts';

/** Every consolidator. To add one: write its file, then name it here. */
const byName: Readonly<Record<Consolidation, Consolidator>> = {
  merge,
  concatenate,
  collect,
  sql,
  none,
};

export const consolidators: readonly Consolidator[] = Object.values(byName);

export function consolidatorOf(name: Consolidation): Consolidator {
  return byName[name];
}
