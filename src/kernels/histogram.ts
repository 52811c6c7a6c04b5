import { type Address, type Kernel, instantiate, viewOf } from './instance.ts';

interface HistogramKernel extends Kernel {
  readonly inputSize: Address;
  readonly output: Address;
  open(): void;
  feed(length: number): void;
}

/** Counts how often each byte occurs. */
export interface Histogram {
  /** Starts anew. */
  open(): void;
  /** Where the next block is to be read to, 1 MiB. */
  inputBuffer(): Uint8Array;
  feed(length: number): void;
  /** 256 counts, exact up to 2^53. */
  counts(): number[];
}

/** Opens a histogram with a memory of its own. */
export function histogram(): Histogram {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what src/kernels/assembly/histogram.ts exports
  const kernel = instantiate(new URL('histogram.wasm', import.meta.url)) as HistogramKernel;
  kernel.open();
  return {
    open: () => kernel.open(),
    inputBuffer: () => viewOf(kernel, kernel.input.value, kernel.inputSize.value),
    feed: (length) => kernel.feed(length),
    counts: () =>
      Array.from(new BigUint64Array(kernel.memory.buffer, kernel.output.value, 256), Number),
  };
}
