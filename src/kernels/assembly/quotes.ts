/** Where a block of up to `inputSize` bytes must lie. */
export const input: usize = (__heap_base + 63) & ~63;
export const inputSize: usize = 1 << 18;

const NEWLINE: u8 = 0x0a;
const QUOTE: u8 = 0x22;

/** All bits after an odd number of double quotes. */
let odd: u64 = 0;
/** Bytes of the blocks before this one. */
let before: u64 = 0;
/** The offsets after the first newlines that an even, and that an odd number of double quotes precede; 0 for none. */
let evenEnd: u64 = 0;
let oddEnd: u64 = 0;

/** Starts anew. */
export function open(): void {
  const pages = <i32>((input + inputSize + 64 + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  odd = before = evenEnd = oddEnd = 0;
}

/** Goes on with the first bytes of the input. */
export function feed(length: usize): void {
  const end = input + length;
  memory.fill(end, 0, 64);
  let at = input;
  for (; at < end && (evenEnd === 0 || oddEnd === 0); at += 64) look(at);
  count(at, end);
  before += length;
}

export function isOdd(): bool {
  return odd !== 0;
}

export function firstEnd(isQuoted: bool): f64 {
  return <f64>(isQuoted ? oddEnd : evenEnd);
}

/** Looks for the ends among 64 bytes. */
function look(at: usize): void {
  const newlines = bits(at, NEWLINE);
  let parity = bits(at, QUOTE);
  // Each bit becomes the parity of the quotes up to it.
  for (let shift = 1; shift < 64; shift *= 2) parity ^= parity << shift;
  parity ^= odd;
  const place = before + (at - input) + 1;
  const even = newlines & ~parity;
  if (evenEnd === 0 && even !== 0) evenEnd = place + ctz(even);
  const other = newlines & parity;
  if (oddEnd === 0 && other !== 0) oddEnd = place + ctz(other);
  odd = <u64>((<i64>parity) >> 63);
}

/** One bit for each of 64 bytes, the first the lowest, 1 for those that are `byte`. */
function bits(at: usize, byte: u8): u64 {
  const wanted = i8x16.splat(byte);
  const a = <u64>i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
  const b = <u64>i8x16.bitmask(i8x16.eq(v128.load(at, 16), wanted));
  const c = <u64>i8x16.bitmask(i8x16.eq(v128.load(at, 32), wanted));
  const d = <u64>i8x16.bitmask(i8x16.eq(v128.load(at, 48), wanted));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/** Only counts the quotes. */
function count(from: usize, end: usize): void {
  const quote = i8x16.splat(QUOTE);
  let sum = i8x16.splat(0);
  for (let at = from; at < end; at += 64) {
    const first = v128.xor(i8x16.eq(v128.load(at), quote), i8x16.eq(v128.load(at, 16), quote));
    const second = v128.xor(i8x16.eq(v128.load(at, 32), quote), i8x16.eq(v128.load(at, 48), quote));
    sum = v128.xor(sum, v128.xor(first, second));
  }
  if ((popcnt(i8x16.bitmask(sum)) & 1) !== 0) odd = ~odd;
}
