import { removeLeftovers } from './leftovers.ts';
import type { PartDeps } from './part.ts';
import type { Runner } from './runner.ts';
import { createTaskLog } from './task-log.ts';
import type { Threads } from './threads.ts';

/** Runs attempts in threads; closing it closes them. */
export function threadRunner(threads: Threads, { storages, now }: PartDeps): Runner {
  return {
    async run(attempt, control) {
      try {
        return await threads.call('runAttempt', attempt, control);
      } catch (error) {
        await removeLeftovers(attempt, storages);
        // A thread that died could not write its log.
        const log = createTaskLog(attempt, now);
        log.failed(error, control.signal);
        await storages(attempt.log).create(attempt.log, log.text());
        throw error;
      }
    },
    close: async () => threads.close(),
  };
}
