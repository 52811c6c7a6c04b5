import { DataError } from '../errors.ts';

export interface Underway {
  /** Runs work until it ends, or the signal or `stop` aborts it. */
  run<Answer>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<Answer>): Promise<Answer>;
  /** Aborts all work with a `WorkerShutdown`, takes no more, and waits until it has ended. */
  stop(): Promise<void>;
}

/** The work that a runner has under way, so that closing the runner leaves none of it behind. */
export function createUnderway(): Underway {
  const all = new Map<AbortController, Promise<unknown>>();
  const stopped = new AbortController();
  return {
    async run(signal, work) {
      signal.throwIfAborted();
      stopped.signal.throwIfAborted();
      const controller = new AbortController();
      const onAbort = () => controller.abort(signal.reason);
      signal.addEventListener('abort', onAbort);
      const answer = work(controller.signal);
      all.set(controller, answer);
      try {
        return await answer;
      } finally {
        all.delete(controller);
        signal.removeEventListener('abort', onAbort);
      }
    },
    async stop() {
      stopped.abort(new DataError('WorkerShutdown', 'the worker is going away'));
      for (const controller of all.keys()) controller.abort(stopped.signal.reason);
      await Promise.allSettled(all.values());
    },
  };
}
