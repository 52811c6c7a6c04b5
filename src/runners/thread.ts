import type { PartDeps } from './part.ts';
import type { Runner } from './runner.ts';
import { sweeping } from './sweeping.ts';
import type { Threads } from './threads.ts';

/** Runs attempts in threads; closing it closes them. */
export function threadRunner(threads: Threads, deps: PartDeps): Runner {
  return sweeping(
    {
      run: async (attempt, control) => threads.call('runAttempt', attempt, control),
      close: async () => threads.close(),
    },
    deps,
  );
}
