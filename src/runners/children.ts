import pLimit from 'p-limit';
import { type ChildPoolOptions, createChildPool } from './child-pool.ts';
import type { Runner } from './runner.ts';
import { inTurn } from './turn.ts';
import { createUnderway } from './underway.ts';

/** Runs attempts in processes, each kept for the next attempt with the same code. Wants to be swept behind. */
export function createChildren(options: ChildPoolOptions): Runner {
  const pool = createChildPool(options);
  const limit = pLimit(options.max);
  const underway = createUnderway();
  return {
    run: async (attempt, control) =>
      underway.run(control.signal, async (signal) =>
        inTurn(limit, signal, async () => {
          const child = await pool.take(attempt);
          try {
            return await child.run(attempt, { ...control, signal });
          } finally {
            await pool.giveBack(child);
          }
        }),
      ),
    async close() {
      await underway.stop();
      await pool.close();
    },
  };
}
