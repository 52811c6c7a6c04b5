/** The bytes `[start, end)` of a block that is never written to again. */
export interface Key {
  readonly block: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Byte order: below 0 where `one` comes first, 0 where they are the same. */
export function compareKeys(one: Key, other: Key): number {
  const length = one.end - one.start;
  const otherLength = other.end - other.start;
  const shorter = Math.min(length, otherLength);
  for (let at = 0; at < shorter; at++) {
    const difference = (one.block[one.start + at] ?? 0) - (other.block[other.start + at] ?? 0);
    if (difference !== 0) return difference;
  }
  return length - otherLength;
}
