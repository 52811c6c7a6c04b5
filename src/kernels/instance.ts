import { readFileSync } from 'node:fs';

// Neither lib.es2023 nor @types/node declares it.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** An address that a kernel exports. */
export interface Address {
  readonly value: number;
}

/** What each kernel exports. */
export interface Kernel {
  /** Its buffer is another one after each growth. */
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly input: Address;
}

/** A new instance of a kernel, with a memory of its own; the runtime keeps the compiled code for the next one. */
export function instantiate(url: URL): unknown {
  return new WebAssembly.Instance(new WebAssembly.Module(readFileSync(url))).exports;
}

/** Some of a kernel's memory; not valid any more once the memory has grown. */
export function viewOf({ memory }: Kernel, address: number, length: number): Uint8Array {
  return new Uint8Array(memory.buffer, address, length);
}
