import { type PartDeps, producePart } from './part.ts';
import type { Runner } from './runner.ts';
import { createUnderway } from './underway.ts';

/** Runs processors that work in child processes; this process only moves their bytes. */
export function processRunner(deps: PartDeps): Runner {
  const underway = createUnderway();
  return {
    run: async (attempt, control) =>
      underway.run(control.signal, async (signal) =>
        producePart(attempt, { ...control, signal }, deps),
      ),
    close: async () => underway.stop(),
  };
}
