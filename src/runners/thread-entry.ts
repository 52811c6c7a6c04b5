import { storages } from '../storage/index.ts';
import { threadWork } from './thread-work.ts';

// The program of a thread: in a thread of its own, reads may hold it up.
export const { runAttempt, consolidate, share, reduce, scanQuotes } = threadWork(
  storages({ blocking: true }),
);
