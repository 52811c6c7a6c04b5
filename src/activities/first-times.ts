import { hash } from 'node:crypto';

/** Words of a digest that are kept: 128 bits, which no two names share by chance. */
const words = 4;

/**
 * Answers whether a name is new to it. Keeps a digest of each in a table of open addressing: a set of a million paths
 * would take five times the memory.
 */
export function firstTimes(): (name: string) => boolean {
  let table = new Uint32Array(words * 1_024);
  let count = 0;

  const put = (digest: Uint32Array): boolean => {
    const place = placeOf(digest, table);
    const isNew = isFree(place, table);
    if (isNew) table.set(digest, place);
    return isNew;
  };
  const grow = () => {
    const old = table;
    table = new Uint32Array(2 * old.length);
    for (let at = 0; at < old.length; at += words) {
      if (!isFree(at, old)) put(old.subarray(at, at + words));
    }
  };

  return (name) => {
    const digest = hash('sha256', name, 'buffer');
    const isNew = put(Uint32Array.of(...[0, 4, 8, 12].map((at) => digest.readUInt32LE(at))));
    if (isNew) count += 1;
    if (count * 2 * words > table.length) grow();
    return isNew;
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
