const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;
const STRIPE: usize = 32;

/** Where a block of up to `inputSize` bytes must lie; what is left of the block before is kept just below it. */
export const inputSize: usize = 1 << 20;
export const input: usize = ((__heap_base + 63) & ~63) + STRIPE;

let a: u64 = 0;
let b: u64 = 0;
let c: u64 = 0;
let d: u64 = 0;
let total: u64 = 0;
let kept: usize = 0;

/** Starts anew, with a seed of 0. */
export function open(): void {
  const pages = <i32>((input + inputSize + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  a = P1 + P2;
  b = P2;
  c = 0;
  d = 0 - P1;
  total = 0;
  kept = 0;
}

/** Takes in a block. */
export function feed(length: usize): void {
  const end = input + length;
  const at = takeStripes(input - kept, end);
  total += length;
  kept = end - at;
  memory.copy(input - kept, at, kept);
}

/** The hash of all that was fed; more may be fed afterwards. */
export function digest(): u64 {
  let hash = total >= STRIPE ? merged() : P5;
  hash += total;
  let at = input - kept;
  for (; at + 8 <= input; at += 8) {
    hash = rotl(hash ^ round(0, load<u64>(at)), 27) * P1 + P4;
  }
  if (at + 4 <= input) {
    hash = rotl(hash ^ (<u64>load<u32>(at) * P1), 23) * P2 + P3;
    at += 4;
  }
  for (; at < input; at++) hash = rotl(hash ^ (<u64>load<u8>(at) * P5), 11) * P1;
  hash = (hash ^ (hash >>> 33)) * P2;
  hash = (hash ^ (hash >>> 29)) * P3;
  return hash ^ (hash >>> 32);
}

function takeStripes(at: usize, end: usize): usize {
  let w = a;
  let x = b;
  let y = c;
  let z = d;
  for (; at + STRIPE <= end; at += STRIPE) {
    w = round(w, load<u64>(at));
    x = round(x, load<u64>(at, 8));
    y = round(y, load<u64>(at, 16));
    z = round(z, load<u64>(at, 24));
  }
  a = w;
  b = x;
  c = y;
  d = z;
  return at;
}

function merged(): u64 {
  let hash = rotl(a, 1) + rotl(b, 7) + rotl(c, 12) + rotl(d, 18);
  hash = merge(hash, a);
  hash = merge(hash, b);
  hash = merge(hash, c);
  return merge(hash, d);
}

function round(sum: u64, lane: u64): u64 {
  return rotl(sum + lane * P2, 31) * P1;
}

function merge(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * P1 + P4;
}
