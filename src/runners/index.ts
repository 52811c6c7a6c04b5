import type { QuoteScan, Range } from '../partitioners/quote-scan.ts';
import { processorOf } from '../processors/index.ts';
import type { Algorithm } from '../processors/processor.ts';
import { type Storages, storages } from '../storage/index.ts';
import { createChildren } from './children.ts';
import type { Consolidated, ConsolidationWork } from './consolidation.ts';
import { consolidateIn } from './consolidate-in.ts';
import { createGuard } from './guard.ts';
import { processRunner } from './process.ts';
import type { Control, Runner } from './runner.ts';
import { sweeping } from './sweeping.ts';
import { threadRunner } from './thread.ts';
import { createThreads } from './threads.ts';

export interface Runners {
  /** The runner for an algorithm; one that djc does not know fails in it, with a sentence. */
  runnerOf(algorithm: Algorithm): Runner;
  /** Brings parts together in threads; of the cursor only the bytes count. Rejects like `Runner.run`. */
  consolidate(work: ConsolidationWork, control: Control): Promise<Consolidated>;
  /** Reads a range of a file in a thread. Rejects like `Runner.run`. */
  scanQuotes(range: Range, signal: AbortSignal): Promise<QuoteScan>;
  /** Stops all that is under way with a `WorkerShutdown`, and takes no more. */
  close(): Promise<void>;
}

/** The storages that djc knows, in all threads and processes. */
export function realStores(): Stores {
  return { storages: storages() };
}

/** The storages of a worker, and the programs of its threads and child processes, which have storages of their own. */
export interface Stores {
  readonly storages: Storages;
  /** One with the functions of thread-entry.ts; that one unless given. */
  readonly threadEntry?: URL | undefined;
  /** One that works as child-entry.ts; that one unless given. */
  readonly childEntry?: URL | undefined;
}

interface Options {
  /** Counts attempts, consolidations and scans together; the others wait for their turn. */
  readonly maxThreads: number;
  readonly stores?: Stores | undefined;
}

export function createRunners({ maxThreads, stores = realStores() }: Options): Runners {
  const { threadEntry, childEntry, ...own } = stores;
  const guard = createGuard();
  const deps = { ...own, now: () => new Date(), guard };
  const threads = createThreads({ maxThreads, entry: threadEntry });
  const runners = {
    thread: threadRunner(threads, deps),
    process: processRunner(deps),
    child: sweeping(createChildren({ max: maxThreads, guard, entry: childEntry }), deps),
  };
  const close = async () => {
    await Promise.all(Object.values(runners).map(async (it) => it.close()));
    await guard.close();
  };
  let closing: Promise<void> | undefined;
  return {
    runnerOf: (algorithm) => runners[processorOf(algorithm)?.runner ?? 'thread'],
    consolidate: async (work, control) =>
      consolidateIn({ threads, count: maxThreads }, work, control),
    scanQuotes: async (range, signal) =>
      threads.call('scanQuotes', range, { signal, onProgress: () => undefined }),
    close: async () => (closing ??= close()),
  };
}
