import type { Consolidated, ConsolidationWork } from './consolidation.ts';
import type { Control } from './runner.ts';
import type { Threads } from './threads.ts';

interface Team {
  readonly threads: Threads;
  /** How many of them work at once. */
  readonly count: number;
}

/** Brings parts together; a big merge is shared among all threads, by ranges of its keys. */
export async function consolidateIn(
  { threads, count }: Team,
  work: ConsolidationWork,
  control: Control,
): Promise<Consolidated> {
  if (work.consolidation !== 'merge' || count < 2)
    return threads.call('consolidate', work, control);
  const shared = await threads.call('share', { work, count }, control);
  // All of them are waited for, so that none writes into a folder that somebody removes.
  const merged = await Promise.allSettled(
    shared.shards.map(async (shard) => threads.call('reduce', shard, control)),
  );
  const shards = merged.map((it) => {
    if (it.status === 'rejected') throw it.reason;
    return it.value;
  });
  return threads.call('consolidate', { ...shared.work, shards }, control);
}
