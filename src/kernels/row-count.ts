import { type Address, type Kernel, instantiate, viewOf } from './instance.ts';

interface RowCountKernel extends Kernel {
  readonly inputSize: Address;
  open(): void;
  feed(length: number): void;
  rowCount(): number;
  isQuoted(): number;
}

/** Counts the rows of CSV by the newlines that end them: those outside double quotes. */
export interface RowCounter {
  /** Starts anew. */
  open(): void;
  /** Where the next block is to be read to, 256 KiB. */
  inputBuffer(): Uint8Array;
  /** Counts the first bytes of the input; a row that a block does not end goes on in the next. */
  feed(length: number): void;
  readonly rows: number;
  /** Whether the bytes so far leave a quote open. */
  readonly isQuoted: boolean;
}

/** Opens a counter with a memory of its own, for one thread and any number of tasks. */
export function rowCounter(): RowCounter {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what src/kernels/assembly/row-count.ts exports
  const kernel = instantiate(new URL('row-count.wasm', import.meta.url)) as RowCountKernel;
  kernel.open();
  return {
    open: () => kernel.open(),
    inputBuffer: () => viewOf(kernel, kernel.input.value, kernel.inputSize.value),
    feed: (length) => kernel.feed(length),
    get rows() {
      return kernel.rowCount();
    },
    get isQuoted() {
      return kernel.isQuoted() !== 0;
    },
  };
}
