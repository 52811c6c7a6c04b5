import { hash } from 'node:crypto';

/** Words of a digest that are kept: 128 bits, which no two names share by chance. */
const words = 4;

/** Tables that share the digests, so that one that grows holds the thread up for a short time only. */
const tables = 256;

/**
 * Answers whether a name is new to it. Keeps a digest of each in tables of open addressing: a set of a million paths
 * would take five times the memory.
 */
export function firstTimes(): (name: string) => boolean {
  const puts = Array.from({ length: tables }, createTable);
  return (name) => {
    const bytes = hash('sha256', name, 'buffer');
    const digest = Uint32Array.of(
      bytes.readUInt32LE(0),
      bytes.readUInt32LE(4),
      bytes.readUInt32LE(8),
      bytes.readUInt32LE(12),
    );
    return puts[bytes.readUInt8(16) % tables]?.(digest) ?? false;
  };
}

/** Puts digests into a table that is at most half full. Answers whether one is new. */
function createTable(): (digest: Uint32Array) => boolean {
  let table = new Uint32Array(words * 64);
  let count = 0;

  const grow = () => {
    const old = table;
    table = new Uint32Array(2 * old.length);
    for (let at = 0; at < old.length; at += words) {
      const digest = old.subarray(at, at + words);
      if (!isFree(at, old)) table.set(digest, placeOf(digest, table));
    }
  };

  return (digest) => {
    const place = placeOf(digest, table);
    if (!isFree(place, table)) return false;
    table.set(digest, place);
    count += 1;
    if (count * 2 * words > table.length) grow();
    return true;
  };
}

/** Where a digest is in the table, or the free place where it belongs. */
function placeOf(digest: Uint32Array, table: Uint32Array): number {
  const [first = 0] = digest;
  let at = (first * words) % table.length;
  while (!isFree(at, table) && !holds(at, digest, table)) at = (at + words) % table.length;
  return at;
}

function isFree(at: number, table: Uint32Array): boolean {
  return !table[at] && !table[at + 1] && !table[at + 2] && !table[at + 3];
}

function holds(at: number, digest: Uint32Array, table: Uint32Array): boolean {
  for (let word = 0; word < words; word += 1) {
    if (table[at + word] !== digest[word]) return false;
  }
  return true;
}
