import type { Storage } from '../storage/storage.ts';
import { writeText } from '../storage/text.ts';
import type { Attempt } from './runner.ts';

export interface TaskLog {
  info(message: string): void;
  error(message: string): void;
  /** Writes the log to its file, over any file there. */
  save(storage: Storage): Promise<void>;
}

/** Characters of info lines that are kept: a program may say more than anybody wants to store. */
const most = 1_048_576;

/** An attempt's log: JSON lines, kept in memory until they are saved. `now` is the clock. */
export function createTaskLog(attempt: Attempt, now: () => Date): TaskLog {
  const about = { task: attempt.partition.task, attempt: attempt.attempt, worker: attempt.worker };
  const lines: string[] = [];
  let [length, dropped] = [0, 0];

  const add = (level: 'info' | 'error', message: string) => {
    const line = JSON.stringify({ time: now().toISOString(), ...about, level, message });
    lines.push(`${line}\n`);
    length += line.length;
  };

  return {
    info(message) {
      if (length < most) add('info', message);
      else dropped++;
    },
    error: (message) => add('error', message),
    async save(storage) {
      if (dropped > 0) add('error', `the log is full: ${dropped} more lines were left out`);
      await writeText(storage, attempt.log, lines.join(''));
    },
  };
}
