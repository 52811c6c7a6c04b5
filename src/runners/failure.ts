import type { Failure } from '../domain/failure.ts';
import { DataError } from '../errors.ts';

/** What went wrong, as a value that crosses threads. Whatever is no `DataError` is a bug, told with its stack. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DataError) return { type: error.type, message: error.message };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'Bug', message: `djc has a bug: ${text}` };
}

export function dataErrorOf({ type, message }: Failure): DataError {
  return new DataError(type, message);
}
