/** Words of up to so many bytes are their own key; longer ones lie in the arena. */
export const INLINE: usize = 16;

const K1: u64 = 0x9e3779b97f4a7c15;
const K2: u64 = 0xc2b2ae3d27d4eb4f;
const K3: u64 = 0xd6e8feb86659fd93;

/** 16 bytes of ones before 16 of zeros. */
const ONES = memory.data<u64>([-1, -1, 0, 0], 16);

/** The first bytes at an address, at most 16; zeros after them. */
export function firstBytes(at: usize, length: usize): v128 {
  return v128.and(v128.load(at), v128.load(ONES + INLINE - min(length, INLINE)));
}

/** 32 bits that depend on each of the bits given. */
export function hashOf(low: u64, high: u64): u32 {
  const sum = low * K1 + high * K2;
  return <u32>(((sum ^ (sum >>> 32)) * K3) >>> 32);
}

/** The hash of all bytes of a word longer than a key. */
export function hashOfLong(at: usize, length: usize): u32 {
  let low: u64 = 0;
  let high: u64 = 0;
  for (const end = at + length; at < end; at += 16) {
    const bytes = firstBytes(at, end - at);
    low = (low ^ i64x2.extract_lane(bytes, 0)) * K3;
    high = (high ^ i64x2.extract_lane(bytes, 1)) * K1;
    low ^= low >>> 29;
    high ^= high >>> 31;
  }
  return hashOf(low, high);
}

/** Whether the same bytes lie at two addresses. */
export function areSame(one: usize, other: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 16 <= length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(one + at), v128.load(other + at)))) return false;
  }
  const rest = v128.xor(v128.load(one + at), v128.load(other + at));
  return !v128.any_true(v128.and(rest, v128.load(ONES + INLINE - (length - at))));
}
