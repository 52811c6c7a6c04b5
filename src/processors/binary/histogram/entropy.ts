/** The rows `byte<TAB>count`, 256 at most, and after them the row `entropy<TAB>bits`, in bits for each byte counted. */
export async function* withEntropy(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rows = '';
  for await (const block of blocks) rows += Buffer.from(block).toString('latin1');
  const counts = Array.from(rows.matchAll(/\t(\d+)\n/g), ([, count]) => Number(count));
  yield Buffer.from(`${rows}entropy\t${entropyOf(counts).toFixed(6)}\n`, 'latin1');
}

/** In bits for each of the things counted; 0 where there are none. */
function entropyOf(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Not by subtraction from 0, which would make -0 of a single kind.
  return counts.reduce((bits, count) => bits + (count / total) * Math.log2(total / count), 0);
}
