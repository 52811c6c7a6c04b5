interface Kernel {
  /** Where the next bytes are to be put. */
  inputBuffer(): Uint8Array;
  feed(length: number): void;
}

/** Gives a kernel a block, however long it is. */
export function feed(block: Uint8Array, kernel: Kernel): void {
  for (let at = 0; at < block.length;) {
    const input = kernel.inputBuffer();
    const piece = block.subarray(at, at + input.length);
    input.set(piece);
    kernel.feed(piece.length);
    at += piece.length;
  }
}
