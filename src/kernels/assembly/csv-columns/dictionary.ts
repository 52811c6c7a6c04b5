import { INLINE, areSame, firstBytes, hashOf, hashOfLong } from '../text/key';

/** A dictionary of more values than these would hardly be smaller than the values of a block themselves. */
const MOST_VALUES: u32 = 1 << 13;
const SLOTS: usize = 1 << 14;

/** A hash table: the number of a value from 1 on, or 0. About half of it is taken at most. */
const slots = memory.data(4 * (1 << 14), 16);
/** Where the length of each value lies, its bytes after it; room for one that is too many. */
const starts = memory.data(4 * ((1 << 13) + 1), 16);

let count: u32 = 0;

export function clearDictionary(): void {
  memory.fill(slots, 0, 4 * SLOTS);
  count = 0;
}

export function valueCount(): u32 {
  return count;
}

/** Whether it took one value too many; then it takes no more. */
export function isTooFull(): bool {
  return count > MOST_VALUES;
}

/** The number, from 0 on, of the value whose length and bytes lie at an address; a new one stays there. */
export function numberOf(at: usize): u32 {
  let slot = hashAt(at) & (SLOTS - 1);
  for (let entry = load<u32>(slots + 4 * slot); entry !== 0; entry = load<u32>(slots + 4 * slot)) {
    if (areEqual(load<u32>(starts + 4 * <usize>(entry - 1)), at)) return entry - 1;
    slot = (slot + 1) & (SLOTS - 1);
  }
  store<u32>(starts + 4 * <usize>count, <u32>at);
  count++;
  store<u32>(slots + 4 * slot, count);
  return count - 1;
}

function areEqual(one: usize, other: usize): bool {
  const length = load<u32>(one);
  return length === load<u32>(other) && areSame(one + 4, other + 4, length);
}

function hashAt(at: usize): usize {
  const length = <usize>load<u32>(at);
  if (length > INLINE) return hashOfLong(at + 4, length);
  const bytes = firstBytes(at + 4, length);
  return hashOf(i64x2.extract_lane(bytes, 0), i64x2.extract_lane(bytes, 1));
}
