import { type Address, type Kernel, instantiate, viewOf } from './instance.ts';

interface Xxh64Kernel extends Kernel {
  readonly inputSize: Address;
  open(): void;
  feed(length: number): void;
  digest(): bigint;
}

/** The 64-bit xxHash with a seed of 0. */
export interface Xxh64 {
  /** Starts anew. */
  open(): void;
  /** Where the next block is to be read to, 1 MiB. */
  inputBuffer(): Uint8Array;
  feed(length: number): void;
  /** The hash of all that was fed, as 16 hexadecimal digits. */
  digest(): string;
}

/** Opens a hash with a memory of its own. */
export function xxh64(): Xxh64 {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what src/kernels/assembly/xxh64.ts exports
  const kernel = instantiate(new URL('xxh64.wasm', import.meta.url)) as Xxh64Kernel;
  kernel.open();
  return {
    open: () => kernel.open(),
    inputBuffer: () => viewOf(kernel, kernel.input.value, kernel.inputSize.value),
    feed: (length) => kernel.feed(length),
    digest: () => BigInt.asUintN(64, kernel.digest()).toString(16).padStart(16, '0'),
  };
}
