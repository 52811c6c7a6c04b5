import { mergeShard, type Shard, type WrittenAt } from '../consolidators/merge/shards.ts';
import type { Cursor, PartReceipt } from '../domain/part.ts';
import { type QuoteScan, type Range, scanQuotes as scan } from '../partitioners/quote-scan.ts';
import { storages } from '../storage/index.ts';
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

/** What a function of this file is called with. */
export interface Call<Data> {
  readonly data: Data;
  /** The memory of a shared cursor. */
  readonly progress: SharedArrayBuffer;
}

/** Work in a thread is never asked to stop: the thread is ended. */
const { signal } = new AbortController();

export async function runAttempt({ data, progress }: Call<Attempt>): Promise<Answer<PartReceipt>> {
  const cursor = sharedCursor(progress);
  const control = { signal, onProgress: (it: Cursor) => cursor.set(it) };
  const deps = { storages: storages({ blocking: true }), now: () => new Date() };
  return answerOf(producePart(data, control, deps));
}

export async function consolidate({
  data,
  progress,
}: Call<ConsolidationWork>): Promise<Answer<Consolidated>> {
  const cursor = sharedCursor(progress);
  const advance = (bytes: number) => cursor.set({ items: 0, bytes });
  return answerOf(
    consolidateParts(data, { storages: storages({ blocking: true }), signal, advance }),
  );
}

export async function scanQuotes({ data }: Call<Range>): Promise<Answer<QuoteScan>> {
  return answerOf(scan(data, storages({ blocking: true })(data.uri)));
}

interface Sharing {
  readonly work: ConsolidationWork;
  /** How many threads can merge at once. */
  readonly count: number;
}

export async function share({ data }: Call<Sharing>): Promise<Answer<SharedWork>> {
  const { work, count } = data;
  return answerOf(shareWork(work, { storages: storages({ blocking: true }), count }));
}

export async function reduce({ data }: Call<Shard>): Promise<Answer<WrittenAt>> {
  return answerOf(mergeShard(data, { storage: storages({ blocking: true })(data.into), signal }));
}
