/** Offsets that are handed on at once. */
const most = 4096;

/** The offsets at which a sequence of bytes begins, matches that overlap included, in order, some at a time. */
export async function* matchesIn(
  blocks: AsyncIterable<Uint8Array>,
  sought: Buffer,
): AsyncGenerator<readonly number[]> {
  const searched = slidingWindow(sought.length - 1);
  for await (const block of blocks) {
    const { bytes, at } = searched.slide(block);
    let offsets: number[] = [];
    for (let found = bytes.indexOf(sought); found >= 0; found = bytes.indexOf(sought, found + 1)) {
      offsets.push(at + found);
      if (offsets.length < most) continue;
      yield offsets;
      offsets = [];
    }
    if (offsets.length > 0) yield offsets;
  }
}

/** Blocks with the bytes before them: so many that no match is cut, too few for one to be found twice. */
function slidingWindow(before: number) {
  // One buffer for all blocks: a new one for each would halve the speed.
  let buffer = Buffer.alloc(0);
  let [length, at] = [0, 0];
  return {
    slide(block: Uint8Array): { readonly bytes: Buffer; readonly at: number } {
      const kept = Math.min(before, length);
      buffer.copyWithin(0, length - kept, length);
      at += length - kept;
      length = kept + block.length;
      if (length > buffer.length) buffer = Buffer.concat([buffer.subarray(0, kept)], length);
      buffer.set(block, kept);
      return { bytes: buffer.subarray(0, length), at };
    },
  };
}
