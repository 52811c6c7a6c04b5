import { CHUNKS, PADDING, countNewlines, takenOff } from './text/whitespace';

/** Memory, from low to high: the literal, up to `literalSize` bytes · the block, which may grow. */
export const literal: usize = (__heap_base + 63) & ~63;
export const literalSize: usize = 1 << 16;
export const input: usize = literal + literalSize + PADDING;

let literalLength: usize = 0;
let first: v128 = i8x16.splat(0);
let last: v128 = i8x16.splat(0);
let cursor: usize = 0;
let end: usize = 0;
let lineFrom: usize = 0;
let lineTo: usize = 0;

/** The literal, which lies in its place, is what is looked for from now on. */
export function open(length: usize): void {
  literalLength = length;
  first = i8x16.splat(load<u8>(literal));
  last = i8x16.splat(load<u8>(literal + length - 1));
}

/** Makes room for a block of so many bytes. */
export function reserve(length: usize): void {
  const pages = <i32>((input + length + PADDING + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

/** Takes the input's first bytes, of which the first `length` will be searched; gives how many newlines all hold. */
export function feed(length: usize, all: usize): f64 {
  cursor = input;
  end = input + length;
  memory.fill(input + all, 0, PADDING);
  let lines: u64 = 0;
  for (let from = input; from < input + all; from += 64 * CHUNKS) {
    const to = min(input + all, from + 64 * CHUNKS);
    let newlines = i8x16.splat(0);
    for (let at = from; at < to; at += 64) newlines = countNewlines(newlines, at);
    lines += takenOff(newlines);
  }
  return <f64>lines;
}

/** Finds the next line that holds the literal; false where there is none. */
export function next(): bool {
  const found = find(cursor);
  if (found >= end) return false;
  lineFrom = found;
  while (lineFrom > cursor && load<u8>(lineFrom - 1) !== 0x0a) lineFrom--;
  lineTo = afterLine(found + literalLength - 1);
  cursor = lineTo;
  return true;
}

/** Where the line that was found starts, in bytes from the start of the block. */
export function start(): usize {
  return lineFrom - input;
}

/** Where the line that was found ends, after its newline. */
export function stop(): usize {
  return lineTo - input;
}

function afterLine(at: usize): usize {
  for (; at < end; at += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x0a)));
    if (mask !== 0) return min(at + ctz(mask) + 1, end);
  }
  return end;
}

/** Where the literal is next: only places with its first and its last byte are looked at closely. */
function find(from: usize): usize {
  const to = end - (literalLength - 1);
  const distance = literalLength - 1;
  for (let at = from; at < to; at += 32) {
    const low = v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at + distance), last));
    const high = v128.and(
      i8x16.eq(v128.load(at, 16), first),
      i8x16.eq(v128.load(at + distance, 16), last),
    );
    if (!v128.any_true(v128.or(low, high))) continue;
    let mask = (<u32>i8x16.bitmask(low)) | ((<u32>i8x16.bitmask(high)) << 16);
    for (; mask !== 0; mask &= mask - 1) {
      const place = at + ctz(mask);
      if (place < to && isLiteral(place)) return place;
    }
  }
  return end;
}

function isLiteral(place: usize): bool {
  for (let at: usize = 1; at < literalLength - 1; at++) {
    if (load<u8>(place + at) !== load<u8>(literal + at)) return false;
  }
  return true;
}
