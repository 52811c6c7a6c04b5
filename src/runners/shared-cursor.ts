import type { Cursor } from '../domain/part.ts';

/** A cursor in memory that a thread writes and the main thread reads, without a message for every block. */
export interface SharedCursor {
  readonly memory: SharedArrayBuffer;
  set(cursor: Cursor): void;
  get(): Cursor;
}

/** Two 64-bit numbers: items and bytes. */
export function sharedCursor(memory = new SharedArrayBuffer(16)): SharedCursor {
  const numbers = new BigInt64Array(memory);
  return {
    memory,
    set({ items, bytes }) {
      Atomics.store(numbers, 0, BigInt(items));
      Atomics.store(numbers, 1, BigInt(bytes));
    },
    get: () => ({
      items: Number(Atomics.load(numbers, 0)),
      bytes: Number(Atomics.load(numbers, 1)),
    }),
  };
}
