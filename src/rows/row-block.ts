import type { Key } from './key.ts';

/** Bytes of rows that are handed on at once. */
const blockSize = 256 * 1024;

/** Puts rows one after the other into a block. */
export class RowBlock {
  #block = Buffer.allocUnsafe(2 * blockSize);
  #length = 0;

  /** Appends the bytes of a key, or of a whole row, and then text of Latin letters and digits. */
  append({ block, start, end }: Key, text = ''): void {
    const needed = this.#length + end - start + text.length;
    if (needed > this.#block.length) this.#block = Buffer.concat([this.#block], 2 * needed);
    this.#length += block.copy(this.#block, this.#length, start, end);
    this.#length += this.#block.write(text, this.#length, 'latin1');
  }

  get isFull(): boolean {
    return this.#length >= blockSize;
  }

  /** The rows appended since; only valid until the next `append`. */
  take(): Uint8Array {
    const rows = this.#block.subarray(0, this.#length);
    this.#length = 0;
    return rows;
  }
}
