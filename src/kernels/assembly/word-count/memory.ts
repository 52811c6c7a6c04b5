import { PADDING } from '../text/whitespace';

/** The memory, from low to high: input block · output rows · index of the words · their records · room to sort · arena. */
export const INPUT_SIZE: usize = 1 << 20;
export const OUTPUT_SIZE: usize = 1 << 16;
export const INPUT: usize = (__heap_base + 63) & ~63;
export const OUTPUT: usize = INPUT + INPUT_SIZE + PADDING;
export const INDEX: usize = OUTPUT + OUTPUT_SIZE + PADDING;

/** Grows the memory until it reaches beyond the address; traps where the machine has no more. */
export function reach(end: usize): void {
  const pages = <i32>((end + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

/** Copies upwards, 16 bytes at a time, so up to 15 bytes too many. */
export function copy(to: usize, from: usize, length: usize): void {
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}
