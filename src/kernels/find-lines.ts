import { type Address, type Kernel, instantiate, viewOf } from './instance.ts';

interface FindLinesKernel extends Kernel {
  readonly literal: Address;
  readonly literalSize: Address;
  open(literalLength: number): void;
  reserve(length: number): void;
  feed(length: number, all: number): number;
  next(): number;
  start(): number;
  stop(): number;
}

/** Finds the lines that hold a literal: bytes, without a newline. */
export interface LineFinder {
  /** Starts anew with a literal of 1 to 65,536 bytes. */
  open(literal: Uint8Array): void;
  /** Where the next block is to be read to: after what the last one left of an unfinished line. */
  inputBuffer(): Uint8Array;
  /** The lines, with their newlines, that the block ended and that hold the literal; valid until the next block is read. */
  feed(length: number): Generator<Uint8Array>;
  /** The last line of a file if it holds the literal and lacks its newline. */
  endOfFile(): Generator<Uint8Array>;
  /** The newlines that were fed since `open`. */
  readonly lines: number;
}

const newline = 0x0a;
const blockSize = 2 ** 18;

/** Opens a finder with a memory of its own, which grows to hold the longest line. */
export function lineFinder(): LineFinder {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what src/kernels/assembly/find-lines.ts exports
  const kernel = instantiate(new URL('find-lines.wasm', import.meta.url)) as FindLinesKernel;
  // Of the input, `[0, searched)` are whole lines, and `[searched, end)` is a line that goes on in the next block.
  let [lines, searched, end] = [0, 0, 0];

  const input = (from: number, to: number) => viewOf(kernel, kernel.input.value + from, to - from);

  function moveUnfinished(): void {
    input(0, end).copyWithin(0, searched);
    [searched, end] = [0, end - searched];
  }

  function* linesFound(): Generator<Uint8Array> {
    while (kernel.next() !== 0) yield input(kernel.start(), kernel.stop());
  }

  return {
    open(literal) {
      kernel.reserve(blockSize);
      viewOf(kernel, kernel.literal.value, kernel.literalSize.value).set(literal);
      kernel.open(literal.length);
      [lines, searched, end] = [0, 0, 0];
    },
    inputBuffer() {
      moveUnfinished();
      kernel.reserve(end + blockSize);
      return input(end, end + blockSize);
    },
    feed(length) {
      const block = input(end, end + length);
      searched = block.lastIndexOf(newline) + 1;
      if (searched > 0) searched += end;
      end += length;
      lines += kernel.feed(searched, end);
      return linesFound();
    },
    endOfFile() {
      moveUnfinished();
      searched = end;
      kernel.feed(searched, end);
      [searched, end] = [0, 0];
      return linesFound();
    },
    get lines() {
      return lines;
    },
  };
}
