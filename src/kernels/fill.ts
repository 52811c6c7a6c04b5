interface Fillable {
  /** Where the next bytes are to be put. */
  inputBuffer(): Uint8Array;
}

/** Puts a block, however long it is, into a kernel's input piece by piece. Each length is to be fed before the next. */
export function* fill(kernel: Fillable, block: Uint8Array): Generator<number> {
  for (let at = 0; at < block.length;) {
    const input = kernel.inputBuffer();
    const piece = block.subarray(at, at + input.length);
    input.set(piece);
    yield piece.length;
    at += piece.length;
  }
}
