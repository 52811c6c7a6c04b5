import type { Storages } from '../storage/index.ts';
import { removeLeftovers } from './leftovers.ts';
import type { PartDeps } from './part.ts';
import type { Attempt, Runner } from './runner.ts';
import { createTaskLog, type TaskLog } from './task-log.ts';
import type { Threads } from './threads.ts';

/** Runs attempts in threads; closing it closes them. */
export function threadRunner(threads: Threads, { storages, now }: PartDeps): Runner {
  return {
    async run(attempt, control) {
      try {
        return await threads.call('runAttempt', attempt, control);
      } catch (error) {
        const log = createTaskLog(attempt, now);
        log.failed(error, control.signal);
        // Why the attempt failed matters more than whether this works.
        await cleanUp(attempt, storages, log).catch(() => undefined);
        throw error;
      }
    },
    close: async () => threads.close(),
  };
}

/** Does what a thread that died could not: remove its leftovers, and write its log unless that is there. */
async function cleanUp(attempt: Attempt, storages: Storages, log: TaskLog): Promise<void> {
  await removeLeftovers(attempt, storages);
  await storages(attempt.log).create(attempt.log, log.text());
}
