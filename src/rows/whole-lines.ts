export const newline = 0x0a;

/** The same bytes in blocks that end with a whole line; the last line may lack its newline. */
export async function* wholeLines(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let carried: Uint8Array[] = [];
  for await (const block of blocks) {
    const end = block.lastIndexOf(newline) + 1;
    if (end > 0) {
      yield Buffer.concat([...carried, block.subarray(0, end)]);
      carried = [];
    }
    if (end < block.length) carried.push(Buffer.from(block.subarray(end)));
  }
  if (carried.length > 0) yield Buffer.concat(carried);
}
