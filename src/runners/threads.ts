import type { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import { DataError } from '../errors.ts';
import { dataErrorOf } from './failure.ts';
import type { Control } from './runner.ts';
import { sharedCursor } from './shared-cursor.ts';
import type { ThreadWork } from './thread-work.ts';
import { inTurn } from './turn.ts';
import { createUnderway } from './underway.ts';

type Entry = ThreadWork;
type Data<Name extends keyof Entry> = Parameters<Entry[Name]>[0]['data'];
type Answer<Name extends keyof Entry> = Awaited<ReturnType<Entry[Name]>>;
type Value<Name extends keyof Entry> = Extract<Answer<Name>, { value: unknown }>['value'];

export interface Threads {
  /**
   * Calls a function of thread-entry.ts in a free thread, or in the next that is. Rejects with the function's failure
   * as a `DataError`; with `TaskCrashed` where the thread died; or with the signal's reason once the thread is gone.
   */
  call<Name extends keyof Entry>(
    name: Name,
    data: Data<Name>,
    control: Control,
  ): Promise<Value<Name>>;
  close(): Promise<void>;
}

/** Milliseconds between two looks at a thread's progress. */
const lookEvery = 500;

/** Milliseconds until a thread without work ends. */
const idleTimeout = 30_000;

// A thread of Node's cannot load TypeScript without help, and in a checkout the source runs as it is.
const isSource = import.meta.url.endsWith('.ts');
const execArgv = isSource ? ['--import', 'tsx'] : [];
const ownEntry = new URL(`./thread-entry.${isSource ? 'ts' : 'js'}`, import.meta.url);

interface Options {
  readonly maxThreads: number;
  /** The file whose functions are called: one with those of thread-entry.ts. */
  readonly entry?: URL | undefined;
}

/** A pool of threads, each started when it is first needed. */
export function createThreads({ maxThreads, entry = ownEntry }: Options): Threads {
  const filename = entry.href;
  const pool = new Piscina({ minThreads: 0, maxThreads, idleTimeout, execArgv });
  // A thread that dies when it has no work is no loss.
  pool.on('error', () => undefined);
  // Not Piscina's own queue: nothing takes from that when the last thread has died.
  const limit = pLimit(maxThreads);
  const underway = createUnderway();

  return {
    call: async (name, data, control) =>
      underway.run(control.signal, async (signal) =>
        inTurn(limit, signal, async () => {
          const answer = await callThread(pool, { filename, name, data }, { ...control, signal });
          if ('failure' in answer) throw dataErrorOf(answer.failure);
          return answer.value;
        }),
      ),
    async close() {
      await underway.stop();
      await pool.destroy();
    },
  };
}

async function callThread<Name extends keyof Entry>(
  pool: Piscina<unknown, Answer<Name>>,
  { data, ...run }: { readonly filename: string; readonly name: Name; readonly data: Data<Name> },
  control: Control,
): Promise<Answer<Name>> {
  const { signal } = control;
  const cursor = sharedCursor();
  const timer = setInterval(() => control.onProgress(cursor.get()), lookEvery);
  const answer = pool.run({ data, progress: cursor.memory }, { ...run, signal });
  const { threads } = pool;
  try {
    return await answer;
  } catch (error) {
    const dead = threads.filter((it) => !pool.threads.includes(it));
    await Promise.all(dead.map(endOf));
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError('TaskCrashed', `the thread that ran it died: ${reason}`, { cause: error });
  } finally {
    clearInterval(timer);
    control.onProgress(cursor.get());
  }
}

/** A thread that has ended has no id. */
async function endOf(thread: Worker): Promise<void> {
  if (thread.threadId === -1) return;
  await new Promise<void>((resolve) => {
    thread.once('exit', () => resolve());
  });
}
