import { damaged } from '../read-parts.ts';
import { compareKeys, type Key } from './key.ts';
import type { RowCursor } from './row-cursor.ts';
import { add, type Sum } from './sum.ts';

/** Bytes of rows that are handed on at once. */
const blockSize = 256 * 1024;

/** Adds up rows that come in the order of their keys, and writes a row for each key into a block. */
export class RowSums {
  #block = Buffer.allocUnsafe(2 * blockSize);
  #length = 0;
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
    return this.#length >= blockSize;
  }

  /** The rows written since; only valid until the next `add`. */
  take(): Uint8Array {
    const rows = this.#block.subarray(0, this.#length);
    this.#length = 0;
    return rows;
  }

  /** The rest, once all rows are added. */
  takeLast(): Uint8Array {
    this.#writeRow();
    return this.take();
  }

  #writeRow(): void {
    if (this.#key === undefined) return;
    const { block, start, end } = this.#key;
    const count = `\t${this.#sum}\n`;
    this.#makeRoom(end - start + count.length);
    this.#length += block.copy(this.#block, this.#length, start, end);
    this.#length += this.#block.write(count, this.#length, 'latin1');
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed > this.#block.length) this.#block = Buffer.concat([this.#block], 2 * needed);
  }
}

function shown({ block, start, end }: Key): string {
  return JSON.stringify(block.toString('utf8', start, Math.min(end, start + 80)));
}
