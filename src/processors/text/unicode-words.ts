import { newline } from '../../rows/whole-lines.ts';
import { rowsOf } from './sorted-runs.ts';

/**
 * Splits the words of sorted rows `word<TAB>count<LF>` into runs of letters and digits of any script (`\p{L}` and
 * `\p{N}`), and adds up their counts. Only the distinct words are split, so it costs little beside counting them.
 * Bytes that are not UTF-8 part words.
 */
export function* unicodeWords(
  rows: Iterable<Uint8Array>,
  ignoreCase: boolean,
): Generator<Uint8Array> {
  const counts = new Map<string, bigint>();
  for (const row of wholeRows(rows)) {
    const tab = row.lastIndexOf('\t');
    const words = (ignoreCase ? row.slice(0, tab).toLowerCase() : row.slice(0, tab)).match(
      /[\p{L}\p{N}]+/gu,
    );
    const count = BigInt(row.slice(tab + 1));
    for (const word of words ?? []) counts.set(word, (counts.get(word) ?? 0n) + count);
  }
  yield* rowsOf(counts);
}

/** The rows without their newlines. */
function* wholeRows(blocks: Iterable<Uint8Array>): Generator<string> {
  let rest = Buffer.alloc(0);
  for (const block of blocks) {
    const bytes = Buffer.concat([rest, block]);
    const end = bytes.lastIndexOf(newline) + 1;
    if (end > 0) yield* bytes.toString('utf8', 0, end - 1).split('\n');
    rest = bytes.subarray(end);
  }
}
