import { newline, wholeLines } from './whole-lines.ts';
import { damaged } from './damaged.ts';
import type { Key } from './key.ts';
import type { Sum } from './sum.ts';

/** A file of rows `key<TAB>count<LF>`, each key once, sorted by the bytes of the keys. */
export interface RowSource {
  readonly uri: string;
  open(): AsyncGenerator<Uint8Array>;
}

const tab = 0x09;
const zero = 0x30;

/** Digits of the longest count that is surely exact as a number. */
const safeDigits = 15;

/** Goes through the rows of a source. Steps within a block are synchronous, because rows are many and small. */
export class RowCursor {
  readonly uri: string;
  readonly #blocks: AsyncGenerator<Buffer>;
  #block: Buffer = Buffer.alloc(0);
  #rowEnd = 0;
  key: Key = { block: this.#block, start: 0, end: 0 };
  count: Sum = 0;

  constructor(source: RowSource) {
    this.uri = source.uri;
    this.#blocks = wholeLines(source.open());
  }

  /** Steps to the next row of the block; false where there is none, and `load` must get another block. */
  step(): boolean {
    const block = this.#block;
    const start = this.#rowEnd;
    if (start >= block.length) return false;
    let end = start;
    while (end < block.length && block[end] !== newline) end++;
    const keyEnd = this.#readCount(start, end);
    this.key = { block, start, end: keyEnd };
    this.#rowEnd = end + 1;
    return true;
  }

  /** Steps to the first row of the next block; false at the end of the source. */
  async load(): Promise<boolean> {
    const { value, done } = await this.#blocks.next();
    if (done === true) return false;
    this.#block = value;
    this.#rowEnd = 0;
    return this.step();
  }

  /** The bytes of the row, its newline included. */
  get row(): Key {
    return { ...this.key, end: this.#rowEnd };
  }

  async close(): Promise<void> {
    await this.#blocks.return(undefined);
  }

  /** Reads the count of the row `[start, end)` from its end on, and answers where the key ends. */
  #readCount(start: number, end: number): number {
    const block = this.#block;
    let at = end - 1;
    let count = 0;
    for (let place = 1; at >= start; at--, place *= 10) {
      const digit = (block[at] ?? 0) - zero;
      if (digit < 0 || digit > 9) break;
      count += digit * place;
    }
    const digits = end - 1 - at;
    if (block[at] !== tab || at < start || digits === 0 || end === block.length) {
      const row = JSON.stringify(block.toString('latin1', start, Math.min(end, start + 80)));
      throw damaged(
        this.uri,
        `expected a row with a key, a tab, a count and a newline, got ${row}`,
      );
    }
    this.count = digits <= safeDigits ? count : BigInt(block.toString('latin1', at + 1, end));
    return at;
  }
}

/** Steps each cursor to its first row, and leaves out those that have none. */
export async function withRows(cursors: readonly RowCursor[]): Promise<readonly RowCursor[]> {
  const hasRows = await Promise.all(cursors.map(async (it) => it.load()));
  return cursors.filter((_, index) => hasRows[index]);
}
