import type { LimitFunction } from 'p-limit';

/** Runs work when its turn has come; an abort ends the wait for it at once. */
export async function inTurn<Result>(
  limit: LimitFunction,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const begun = new AbortController();
  const gaveUp = new Promise<never>((_, reject) => {
    const options = { once: true, signal: begun.signal };
    signal.addEventListener('abort', () => reject(signal.reason), options);
  });
  const answer = limit(async () => {
    signal.throwIfAborted();
    begun.abort();
    return work();
  });
  return Promise.race([answer, gaveUp]);
}
