import { createHash } from 'node:crypto';

/** Words of a digest that are kept: 128 bits, which no two names share by chance. */
const words = 2;

/**
 * Answers whether a name is new to it. Keeps a digest of each in a table of open addressing: a set of a million paths
 * would take five times the memory.
 */
export function firstTimes(): (name: string) => boolean {
  let table = new BigUint64Array(words * 1_024);
  let count = 0;

  /** The place of a digest in the table, or the free one where it belongs. */
  const placeOf = (high: bigint, low: bigint): number => {
    const slots = table.length / words;
    let slot = Number(low % BigInt(slots));
    while (!isFree(slot) && !(table[words * slot] === high && table[words * slot + 1] === low))
      slot = (slot + 1) % slots;
    return slot;
  };
  const isFree = (slot: number) => table[words * slot] === 0n && table[words * slot + 1] === 0n;
  const put = (high: bigint, low: bigint): boolean => {
    const slot = placeOf(high, low);
    if (!isFree(slot)) return false;
    table.set([high, low], words * slot);
    return true;
  };
  const grow = () => {
    const old = table;
    table = new BigUint64Array(2 * old.length);
    for (let at = 0; at < old.length; at += words) {
      const [high = 0n, low = 0n] = old.subarray(at, at + words);
      if (high !== 0n || low !== 0n) put(high, low);
    }
  };

  return (name) => {
    const digest = createHash('sha256').update(name).digest();
    const isNew = put(digest.readBigUInt64LE(0), digest.readBigUInt64LE(8));
    if (isNew) count += 1;
    if (count * 2 * words > table.length) grow();
    return isNew;
  };
}
