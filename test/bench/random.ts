/** Numbers in [0, 1) that are the same for the same seed on every machine (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Ranks from 1 to `count` by Zipf's law: rank r comes in proportion to 1/r (to be exact, to the logarithm of 1 + 1/r).
 */
export function zipfRanks(count: number, random: () => number): () => number {
  const scale = Math.log(count + 1);
  return () => Math.min(count, Math.floor(Math.exp(random() * scale)));
}

const vowels = ['a', 'e', 'i', 'o', 'u'];
const syllables = 'bcdfghjklmnprstvz'
  .split('')
  .flatMap((first) => vowels.map((second) => first + second));

/** A word for a rank, each its own; the frequent ones are short, as in human languages. */
export function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank; rest > 0; rest = Math.floor(rest / syllables.length)) {
    word += syllables[rest % syllables.length];
  }
  return word;
}
