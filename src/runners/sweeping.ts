import type { Storages } from '../storage/index.ts';
import { readText, writePassingText } from '../storage/text.ts';
import { removeLeftovers } from './leftovers.ts';
import type { PartDeps } from './part.ts';
import type { Attempt, Runner } from './runner.ts';
import { createTaskLog, type TaskLog } from './task-log.ts';

/** The same runner, which cleans up after attempts whose thread or process died. */
export function sweeping(runner: Runner, { storages, now }: PartDeps): Runner {
  return {
    async run(attempt, control) {
      try {
        return await runner.run(attempt, control);
      } catch (error) {
        const log = createTaskLog(attempt, now);
        log.failed(error, control.signal);
        // Why the attempt failed matters more than whether this works.
        await cleanUp(attempt, storages, log).catch(() => undefined);
        throw error;
      }
    },
    close: async () => runner.close(),
  };
}

/** Does what the dead could not: remove its leftovers, and end its log with why it failed, unless it does. */
async function cleanUp(attempt: Attempt, storages: Storages, log: TaskLog): Promise<void> {
  await removeLeftovers(attempt, storages);
  const storage = storages(attempt.log);
  const said = await readText(storage, attempt.log).catch(() => '');
  if (/"level":"error"[^\n]*\n$/.test(said)) return;
  await writePassingText(storage, attempt.log, said + log.text());
}
