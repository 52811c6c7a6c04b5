/** The bytes that the kernels may look at, and some that they may write, past the end of a block. */
export const PADDING: usize = 64;

/** After so many times 64 bytes a lane of 8 bits, which loses up to 4 each time, might overflow. */
export const CHUNKS: usize = 63;

const SPACE: u8 = 0x20;
const TAB: u8 = 0x09;
const NOT_SPACE: u8 = 0x78;

/** All bits of each byte that parts words: space, tab, newline, vertical tab, form feed, carriage return. */
export function spaces(bytes: v128): v128 {
  const isSpace = i8x16.eq(bytes, i8x16.splat(SPACE));
  const isControl = i8x16.le_u(i8x16.sub(bytes, i8x16.splat(TAB)), i8x16.splat(4));
  return v128.or(isSpace, isControl);
}

/** One bit for each of 16 bytes, 1 for whitespace. */
export function spaces16(at: usize): u32 {
  return i8x16.bitmask(spaces(v128.load(at)));
}

/** One bit for each of 64 bytes, the first the lowest, 1 for whitespace. */
export function spaces64(at: usize): u64 {
  const a = <u64>i8x16.bitmask(spaces(v128.load(at)));
  const b = <u64>i8x16.bitmask(spaces(v128.load(at, 16)));
  const c = <u64>i8x16.bitmask(spaces(v128.load(at, 32)));
  const d = <u64>i8x16.bitmask(spaces(v128.load(at, 48)));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/** Takes the newlines among 64 bytes off the 16 lanes, at most 4 off each. */
export function countNewlines(lanes: v128, at: usize): v128 {
  const newline = i8x16.splat(0x0a);
  const first = i8x16.add(i8x16.eq(v128.load(at), newline), i8x16.eq(v128.load(at, 16), newline));
  const second = i8x16.add(
    i8x16.eq(v128.load(at, 32), newline),
    i8x16.eq(v128.load(at, 48), newline),
  );
  return i8x16.add(lanes, i8x16.add(first, second));
}

/** What was taken off the lanes in all, which must be under 256 a lane. */
export function takenOff(lanes: v128): u32 {
  const pairs = i16x8.extadd_pairwise_i8x16_u(i8x16.neg(lanes));
  const quads = i32x4.extadd_pairwise_i16x8_u(pairs);
  return (
    i32x4.extract_lane(quads, 0) +
    i32x4.extract_lane(quads, 1) +
    i32x4.extract_lane(quads, 2) +
    i32x4.extract_lane(quads, 3)
  );
}

/** Makes the bytes after a block of the kind of its last byte, so that no word and no line starts or ends there. */
export function pad(end: usize): void {
  const last = load<u8>(end - 1);
  const isSpace = last === SPACE || <u8>(last - TAB) <= 4;
  memory.fill(end, isSpace ? SPACE : NOT_SPACE, PADDING);
}

/** The first whitespace in `[at, end)`, or `end`. */
export function firstSpace(at: usize, end: usize): usize {
  while (at < end) {
    const mask = spaces16(at);
    if (mask !== 0) return min(at + ctz(mask), end);
    at += 16;
  }
  return end;
}

/** A to Z become a to z, in place, up to 15 bytes beyond the end. */
export function lowerCase(at: usize, end: usize): void {
  for (; at < end; at += 16) {
    const bytes = v128.load(at);
    const isUpper = i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(25));
    v128.store(at, v128.or(bytes, v128.and(isUpper, i8x16.splat(0x20))));
  }
}
