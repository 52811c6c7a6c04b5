import { writeFileSync } from 'node:fs';
import type { Call } from '../../src/runners/thread-work.ts';
import type { Attempt } from '../../src/runners/runner.ts';

/** Stands in for thread-entry.ts: writes as an attempt does, then kills its thread in the way that `algorithm.type` says. */
export async function runAttempt({ data }: Call<Attempt>): Promise<unknown> {
  writeFileSync(`${data.parts}/.000000-a3.0123456789ab.tmp`, 'half a part');
  writeFileSync(`${data.parts}/.000000-a30.0123456789ab.tmp`, 'of another attempt');
  if (data.algorithm.type === 'exit') process.exit(3);
  setTimeout(() => {
    throw new Error('nobody caught this');
  });
  return new Promise(() => undefined);
}
