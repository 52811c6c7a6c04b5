import { type Address, type Kernel, instantiate, viewOf } from './instance.ts';

interface LineCountKernel extends Kernel {
  readonly inputSize: Address;
  open(): void;
  feed(length: number): void;
  endOfFile(): void;
  lineCount(): number;
  wordCount(): number;
  byteCount(): number;
}

/** Counts newlines, words (runs of bytes other than ASCII whitespace) and bytes, as wc does. */
export interface LineCounter {
  /** Starts anew. */
  open(): void;
  /** Where the next block is to be read to, 1 MiB. */
  inputBuffer(): Uint8Array;
  /** Counts the first bytes of the input; a word that a block does not end goes on in the next. */
  feed(length: number): void;
  /** Says that the next block starts another file, and so does not go on with a word. */
  endOfFile(): void;
  readonly lines: number;
  readonly words: number;
  readonly bytes: number;
}

/** Opens a counter with a memory of its own, for one thread and any number of tasks. */
export function lineCounter(): LineCounter {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what src/kernels/assembly/line-count.ts exports
  const kernel = instantiate(new URL('line-count.wasm', import.meta.url)) as LineCountKernel;
  kernel.open();
  return {
    open: () => kernel.open(),
    inputBuffer: () => viewOf(kernel, kernel.input.value, kernel.inputSize.value),
    feed: (length) => kernel.feed(length),
    endOfFile: () => kernel.endOfFile(),
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
