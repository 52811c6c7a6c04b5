import { constants } from 'node:os';
import { DataError } from '../../errors.ts';
import type { Ending } from '../../runners/process-group.ts';
import type { TaskContext } from '../processor.ts';

interface Failed {
  readonly task: TaskContext;
  /** The subject of the sentence. */
  readonly what: string;
  readonly ending: Ending;
  /** The last lines on stderr. */
  readonly said: readonly string[];
}

/** Final where the job file says so of the exit code. */
export function failureOf({ task, what, ending, said }: Failed): DataError {
  const isFinal = task.nonRetryableExitCodes.some((code) => code === ending.code);
  const words = said.join('\n').slice(-2048);
  const tail = words === '' ? 'it wrote nothing to stderr' : `its last lines on stderr:\n${words}`;
  const type = isFinal ? 'CommandRefused' : 'CommandFailed';
  return new DataError(type, `${what} ${how(ending)}; ${tail}`);
}

/** A shell reports the death of its program by a signal as exit code 128 + the signal's number. */
function how({ code, signal }: Ending): string {
  if (signal !== undefined) return `was killed by ${signal}`;
  const [name] =
    Object.entries(constants.signals).find(([, number]) => number + 128 === code) ?? [];
  const reason = name === undefined ? '' : ` (a program in it was killed by ${name})`;
  return `ended with exit code ${code} instead of 0${reason}`;
}
