import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import type { Cursor } from '../domain/part.ts';
import { DataError } from '../errors.ts';
import { dataErrorOf } from './failure.ts';
import type { Control } from './runner.ts';
import type { Answer, Call } from './thread-entry.ts';
import { createUnderway } from './underway.ts';

type Entry = typeof import('./thread-entry.ts');

export interface Threads {
  /**
   * Calls a function of thread-entry.ts in a free thread, or the next one that is. Rejects with its failure as a
   * `DataError`, `TaskCrashed` where the thread died, or the signal's reason, and then the thread is gone.
   */
  call<Name extends keyof Entry>(
    name: Name,
    data: Parameters<Entry[Name]>[0]['data'],
    control: Control,
  ): Promise<...>;
  close(): Promise<void>;
}
