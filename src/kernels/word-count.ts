import { type Address, type Kernel, instantiate, viewOf } from './instance.ts';

interface WordCountKernel extends Kernel {
  readonly inputSize: Address;
  readonly output: Address;
  open(limit: number, ignoreCase: boolean): void;
  feed(length: number): number;
  resume(): number;
  endOfFile(): void;
  drain(): number;
  rows(): number;
  lineCount(): number;
  wordCount(): number;
  byteCount(): number;
}

interface WordCounterOptions {
  /** Count A to Z as a to z; letters beyond ASCII keep their case. */
  readonly ignoreCase?: boolean;
  /** Bytes that the table may take before it must be drained; a word that is longer still is counted. */
  readonly limit?: number;
}

/**
 * Counts words: runs of bytes other than space, tab, newline, vertical tab, form feed and carriage return.
 * It is synchronous. One counter serves a thread for all its tasks, one after the other; its memory never shrinks.
 */
export interface WordCounter {
  /** Starts anew. */
  open(options?: WordCounterOptions): void;
  /** Where the next block is to be read to, 1 MiB; ask for it before each block. */
  inputBuffer(): Uint8Array;
  /**
   * Counts the words in the first bytes of the input; one that a block does not end goes on in the next.
   * False where the table is full: take `drainSorted()`, then `resume()` until it gives true.
   */
  feed(length: number): boolean;
  resume(): boolean;
  /** Ends the last word of a file, so that the next one does not go on with it. */
  endOfFile(): void;
  /**
   * Rows of `word TAB count LF`, each word once, sorted by the words' bytes (not by those of the whole rows), and
   * empties the table. A block is valid until the next one is asked for; rows may span blocks.
   */
  drainSorted(): Generator<Uint8Array>;
  /** What was fed since `open`; the newlines, and the words that were ended. */
  readonly lines: number;
  readonly words: number;
  readonly bytes: number;
}

const mebibyte = 2 ** 20;

/** Opens a counter with a memory of its own. */
export function wordCounter(): WordCounter {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what src/kernels/assembly/word-count.ts exports
  const kernel = instantiate(new URL('word-count.wasm', import.meta.url)) as WordCountKernel;
  const open = ({ ignoreCase = false, limit = 64 * mebibyte }: WordCounterOptions = {}) =>
    kernel.open(limit, ignoreCase);
  open();
  return {
    open,
    inputBuffer: () => viewOf(kernel, kernel.input.value, kernel.inputSize.value),
    feed: (length) => kernel.feed(length) !== 0,
    resume: () => kernel.resume() !== 0,
    endOfFile: () => kernel.endOfFile(),
    *drainSorted() {
      kernel.drain();
      for (let length = kernel.rows(); length > 0; length = kernel.rows()) {
        yield viewOf(kernel, kernel.output.value, length);
      }
    },
    get lines() {
      return kernel.lineCount();
    },
    get words() {
      return kernel.wordCount();
    },
    get bytes() {
      return kernel.byteCount();
    },
  };
}
