interface Fed {
  inputBuffer(): Uint8Array;
  feed(length: number): unknown;
}

/** Feeds bytes to a kernel in blocks of a size, which need not be the kernel's own. */
export function feedKernel(kernel: Fed, bytes: Uint8Array, blockSize = 2 ** 17): void {
  for (let at = 0; at < bytes.length; at += blockSize) {
    const block = bytes.subarray(at, at + blockSize);
    kernel.inputBuffer().set(block);
    kernel.feed(block.length);
  }
}
