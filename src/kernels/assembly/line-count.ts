import { CHUNKS, PADDING, countNewlines, pad, spaces, takenOff } from './text/whitespace';

/** Where a block of up to `inputSize` bytes must lie. */
export const input: usize = (__heap_base + 63) & ~63;
export const inputSize: usize = 1 << 20;

let lines: u64 = 0;
let words: u64 = 0;
let bytes: u64 = 0;
/** The last lane is all ones where the byte before the block parts words. */
let last: v128 = i8x16.splat(-1);

/** Starts anew. */
export function open(): void {
  const pages = <i32>((input + inputSize + PADDING + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  lines = words = bytes = 0;
  endOfFile();
}

/** Counts a block: the newlines, and the words that start in it. */
export function feed(length: usize): void {
  if (length === 0) return;
  const end = input + length;
  pad(end);
  for (let at = input; at < end; at += 64 * CHUNKS) {
    countChunks(at, min(end, at + 64 * CHUNKS));
  }
  bytes += length;
}

/** The next block starts a new word. */
export function endOfFile(): void {
  last = i8x16.splat(-1);
}

export function lineCount(): f64 {
  return <f64>lines;
}

export function wordCount(): f64 {
  return <f64>words;
}

export function byteCount(): f64 {
  return <f64>bytes;
}

function countChunks(from: usize, to: usize): void {
  let before = last;
  let newlines = i8x16.splat(0);
  let starts = i8x16.splat(0);
  for (let at = from; at < to; at += 64) {
    const a = spaces(v128.load(at));
    const b = spaces(v128.load(at, 16));
    const c = spaces(v128.load(at, 32));
    const d = spaces(v128.load(at, 48));
    starts = i8x16.add(starts, i8x16.add(startsIn(before, a), startsIn(a, b)));
    starts = i8x16.add(starts, i8x16.add(startsIn(b, c), startsIn(c, d)));
    newlines = countNewlines(newlines, at);
    before = d;
  }
  last = before;
  lines += takenOff(newlines);
  words += takenOff(starts);
}

/** All bits of each byte where a word starts, from where 16 bytes, and the 16 before them, hold whitespace. */
function startsIn(before: v128, spaces: v128): v128 {
  const shifted = i8x16.shuffle(
    before,
    spaces,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
  );
  return v128.andnot(shifted, spaces);
}
