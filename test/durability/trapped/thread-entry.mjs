import { threadWork } from '../../../dist/runners/thread-work.js';
import { storages } from '../../../dist/storage/index.js';
import { trappedStorages } from './storages.mjs';

// As src/runners/thread-entry.ts, with traps.
export const { runAttempt, consolidate, share, reduce, scanQuotes } = threadWork(
  trappedStorages(storages({ blocking: true })),
);
