import { damaged } from '../../rows/damaged.ts';
import type { WinningPart } from '../consolidator.ts';

/** Bytes of a part that were made of one input. */
interface Piece {
  /** Of the input. */
  readonly uri: string;
  /** Only valid until the next piece is asked for. */
  readonly bytes: Uint8Array;
}

const nothing = new Uint8Array();

/** The bytes of a part, cut where those of another slice begin. A slice that nothing was made of has an empty piece. */
export async function* piecesOf(
  part: WinningPart,
  blocks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Piece> {
  const { slices } = part.receipt;
  const lengths = lengthsOf(part);
  let [index, left] = [-1, 0];
  let uri = '';

  function* starting(): Generator<Piece> {
    while (left === 0 && index + 1 < slices.length) {
      index++;
      left = lengths[index] ?? 0;
      uri = slices[index]?.uri ?? '';
      yield { uri, bytes: nothing };
    }
  }

  yield* starting();
  for await (const block of blocks) {
    // A part longer than its receipt says is found out by whoever reads it.
    for (let at = 0; at < block.length && left > 0;) {
      const bytes = block.subarray(at, at + left);
      yield { uri, bytes };
      at += bytes.length;
      left -= bytes.length;
      yield* starting();
    }
  }
}

function lengthsOf({ uri, receipt }: WinningPart): readonly number[] {
  const { slices, bytesOut } = receipt;
  const { lengths = slices.length === 1 ? [bytesOut] : [] } = receipt;
  const sum = lengths.reduce((total, length) => total + length, 0);
  if (lengths.length === slices.length && sum === bytesOut) return lengths;
  throw damaged(
    uri,
    `expected the lengths of ${slices.length} slices, ${bytesOut} bytes in all, got ${lengths.length} lengths, ${sum} bytes`,
  );
}
