export const newline = 0x0a;

/** 1 for each byte that parts words: space, tab, newline, vertical tab, form feed, carriage return. */
export const isSpace = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) ? 1 : 0,
);

const isNewline = Uint8Array.from({ length: 256 }, (_, byte) => (byte === newline ? 1 : 0));

type Blocks = AsyncIterable<Uint8Array>;

/** The same bytes in blocks that end with a whole line; the last line may lack its newline. */
export function wholeLines(blocks: Blocks): AsyncGenerator<Buffer> {
  return cutAfter(isNewline, blocks);
}

/** The same bytes in blocks that end with whitespace, so that no word is cut; the last word may end the last block. */
export function wholeWords(blocks: Blocks): AsyncGenerator<Buffer> {
  return cutAfter(isSpace, blocks);
}

async function* cutAfter(isBorder: Uint8Array, blocks: Blocks): AsyncGenerator<Buffer> {
  let carried: Uint8Array[] = [];
  for await (const block of blocks) {
    const end = lastBorder(isBorder, block);
    if (end > 0) {
      yield Buffer.concat([...carried, block.subarray(0, end)]);
      carried = [];
    }
    if (end < block.length) carried.push(Buffer.from(block.subarray(end)));
  }
  if (carried.length > 0) yield Buffer.concat(carried);
}

/** The offset after the last border byte; 0 where there is none. */
function lastBorder(isBorder: Uint8Array, block: Uint8Array): number {
  let end = block.length;
  while (end > 0 && isBorder[block[end - 1] ?? 0] === 0) end--;
  return end;
}
