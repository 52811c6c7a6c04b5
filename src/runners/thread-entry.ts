import type { Failure } from '../domain/failure.ts';
import type { Cursor, PartReceipt, ResultFile } from '../domain/part.ts';
import { storages } from '../storage/index.ts';
import { type ConsolidationWork, consolidateParts } from './consolidation.ts';
import { failureOf } from './failure.ts';
import { producePart } from './part.ts';
import type { Attempt } from './runner.ts';
import { sharedCursor } from './shared-cursor.ts';

/** What a function of this file is called with. */
export interface Call<Data> {
  readonly data: Data;
  /** The memory of a shared cursor. */
  readonly progress: SharedArrayBuffer;
}

/** What a function of this file answers. Failures are values, because an error loses its class when it crosses threads. */
export type Answer<Value> = { readonly value: Value } | { readonly failure: Failure };

/** Work in a thread is never asked to stop: the thread is ended. */
const { signal } = new AbortController();

export async function runAttempt({ data, progress }: Call<Attempt>): Promise<Answer<PartReceipt>> {
  const cursor = sharedCursor(progress);
  const control = { signal, onProgress: (it: Cursor) => cursor.set(it) };
  const deps = { storages: storages(), now: () => new Date() };
  return answer(producePart(data, control, deps));
}

export async function consolidate({
  data,
  progress,
}: Call<ConsolidationWork>): Promise<Answer<readonly ResultFile[]>> {
  const cursor = sharedCursor(progress);
  const advance = (bytes: number) => cursor.set({ items: 0, bytes });
  return answer(consolidateParts(data, { storages: storages(), signal, advance }));
}

async function answer<Value>(promise: Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await promise };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
