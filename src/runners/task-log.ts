import { failureOf } from './failure.ts';
import type { Attempt } from './runner.ts';

export interface TaskLog {
  info(message: string): void;
  /** How the attempt failed, or why it was stopped. */
  failed(error: unknown, signal: AbortSignal): void;
  /** All of it, for the attempt's log file. */
  readonly text: () => string;
}

/** Characters of info lines that are kept: a program may say more than anybody wants to store. */
const most = 1_048_576;

/** An attempt's log: JSON lines, kept in memory. `now` is the clock. */
export function createTaskLog(attempt: Attempt, now: () => Date): TaskLog {
  const about = { task: attempt.partition.task, attempt: attempt.attempt, worker: attempt.worker };
  const lines: string[] = [];
  let [length, dropped] = [0, 0];

  const line = (level: 'info' | 'error', message: string) =>
    `${JSON.stringify({ time: now().toISOString(), ...about, level, message })}\n`;
  const add = (text: string) => {
    lines.push(text);
    length += text.length;
  };

  return {
    info(message) {
      if (length < most) add(line('info', message));
      else dropped++;
    },
    failed(error, signal) {
      const message = signal.aborted
        ? `stopped: ${String(signal.reason)}`
        : failureOf(error).message;
      add(line('error', message));
    },
    text() {
      const rest = `the log is full: ${dropped} more lines were left out`;
      return [...lines, ...(dropped > 0 ? [line('error', rest)] : [])].join('');
    },
  };
}
