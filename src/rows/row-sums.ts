import { damaged } from './damaged.ts';
import { compareKeys, type Key } from './key.ts';
import { RowBlock } from './row-block.ts';
import type { RowCursor } from './row-cursor.ts';
import { add, type Sum } from './sum.ts';

/** Adds up rows that come in the order of their keys, and writes a row for each key into a block. */
export class RowSums {
  readonly #rows = new RowBlock();
  #key: Key | undefined;
  #sum: Sum = 0;

  /** Adds the row a cursor stands at. */
  add({ uri, key, count }: RowCursor): void {
    const order = this.#key === undefined ? 1 : compareKeys(key, this.#key);
    if (order < 0)
      throw damaged(uri, `expected its rows sorted by key, got ${shown(key)} too late`);
    if (order === 0) {
      this.#sum = add(this.#sum, count);
      return;
    }
    this.#writeRow();
    this.#key = key;
    this.#sum = count;
  }

  get isFull(): boolean {
    return this.#rows.isFull;
  }

  /** The rows written since; only valid until the next `add`. */
  take(): Uint8Array {
    return this.#rows.take();
  }

  /** The rest, once all rows are added. */
  takeLast(): Uint8Array {
    this.#writeRow();
    return this.take();
  }

  #writeRow(): void {
    if (this.#key !== undefined) this.#rows.append(this.#key, `\t${this.#sum}\n`);
  }
}

function shown({ block, start, end }: Key): string {
  return JSON.stringify(block.toString('utf8', start, Math.min(end, start + 80)));
}
