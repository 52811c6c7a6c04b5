import { type Address, type Kernel, instantiate, viewOf } from './instance.ts';

interface QuotesKernel extends Kernel {
  readonly inputSize: Address;
  open(): void;
  feed(length: number): void;
  isOdd(): number;
  firstEnd(isQuoted: boolean): number;
}

/** Looks for double quotes, and for where the first row of CSV ends, whichever side of a quote the bytes start on. */
export interface QuoteScanner {
  /** Starts anew. */
  open(): void;
  /** Where the next block is to be read to, 256 KiB. */
  inputBuffer(): Uint8Array;
  /** Goes on with the first bytes of the input. */
  feed(length: number): void;
  /** Whether the bytes so far hold an odd number of double quotes. */
  readonly isOdd: boolean;
  /** The offset after the first newline outside quotes, where the bytes start within them or not; 0 for none. */
  firstRowEnd(isQuoted: boolean): number;
}

/** Opens a scanner with a memory of its own, for one thread and any number of scans. */
export function quoteScanner(): QuoteScanner {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what src/kernels/assembly/quotes.ts exports
  const kernel = instantiate(new URL('quotes.wasm', import.meta.url)) as QuotesKernel;
  kernel.open();
  return {
    open: () => kernel.open(),
    inputBuffer: () => viewOf(kernel, kernel.input.value, kernel.inputSize.value),
    feed: (length) => kernel.feed(length),
    get isOdd() {
      return kernel.isOdd() !== 0;
    },
    firstRowEnd: (isQuoted) => kernel.firstEnd(isQuoted),
  };
}
