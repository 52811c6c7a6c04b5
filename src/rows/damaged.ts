import { DataError } from '../errors.ts';

/** `how` says what was expected and what came. */
export function damaged(uri: string, how: string): DataError {
  const message = `the part ${JSON.stringify(uri)} is not what its task wrote: ${how}`;
  return new DataError('PartDamaged', message);
}
