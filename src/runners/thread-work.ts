import { mergeShard, type Shard, type WrittenAt } from '../consolidators/merge/shards.ts';
import type { Cursor, PartReceipt } from '../domain/part.ts';
import { type QuoteScan, type Range, scanQuotes } from '../partitioners/quote-scan.ts';
import type { Storages } from '../storage/index.ts';
import { type Answer, answerOf } from './answer.ts';
import {
  type Consolidated,
  type ConsolidationWork,
  consolidateParts,
  type SharedWork,
  shareWork,
} from './consolidation.ts';
import { producePart } from './part.ts';
import type { Attempt } from './runner.ts';
import { sharedCursor } from './shared-cursor.ts';

/** What a function of a thread is called with. */
export interface Call<Data> {
  readonly data: Data;
  /** The memory of a shared cursor. */
  readonly progress: SharedArrayBuffer;
}

export interface ThreadWork {
  readonly runAttempt: (call: Call<Attempt>) => Promise<Answer<PartReceipt>>;
  readonly consolidate: (call: Call<ConsolidationWork>) => Promise<Answer<Consolidated>>;
  /** `count` is how many threads can merge at once. */
  readonly share: (
    call: Call<{ readonly work: ConsolidationWork; readonly count: number }>,
  ) => Promise<Answer<SharedWork>>;
  readonly reduce: (call: Call<Shard>) => Promise<Answer<WrittenAt>>;
  readonly scanQuotes: (call: Call<Range>) => Promise<Answer<QuoteScan>>;
}

/** Work in a thread is never asked to stop: the thread is ended. */
const { signal } = new AbortController();

/** What a thread does, with storages of its own. */
export function threadWork(storages: Storages): ThreadWork {
  return {
    async runAttempt({ data, progress }) {
      const cursor = sharedCursor(progress);
      const control = { signal, onProgress: (it: Cursor) => cursor.set(it) };
      return answerOf(producePart(data, control, { storages, now: () => new Date() }));
    },
    async consolidate({ data, progress }) {
      const cursor = sharedCursor(progress);
      const advance = (bytes: number) => cursor.set({ items: 0, bytes });
      return answerOf(consolidateParts(data, { storages, signal, advance }));
    },
    share: async ({ data: { work, count } }) => answerOf(shareWork(work, { storages, count })),
    reduce: async ({ data }) =>
      answerOf(mergeShard(data, { storage: storages(data.into), signal })),
    scanQuotes: async ({ data }) => answerOf(scanQuotes(data, storages(data.uri))),
  };
}
