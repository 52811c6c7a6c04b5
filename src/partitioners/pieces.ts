import type { InputFormat, RecordRules } from '../domain/plan.ts';
import type { Span } from '../domain/selection.ts';
import { firstRowEnd, hasOddQuotes } from './quotes.ts';

interface Piece<S extends Span> {
  readonly bytes: Uint8Array;
  /** The span that it lies in. */
  readonly span?: S;
}

/** The block at an offset of the stream, cut at the borders of the spans, which are in order. */
export function* piecesOf<S extends Span>(
  block: Uint8Array,
  at: number,
  spans: readonly S[],
): Generator<Piece<S>> {
  let from = 0;
  for (const span of spans) {
    const [start, end] = [Math.max(from, span.start - at), Math.min(block.length, span.end - at)];
    if (end <= start) continue;
    if (start > from) yield { bytes: block.subarray(from, start) };
    yield { bytes: block.subarray(start, end), span };
    from = end;
  }
  if (from < block.length) yield { bytes: block.subarray(from) };
}

/** The same blocks, of which those of the first row, where it is a header, are told from the others. */
export async function* withHeader(
  blocks: AsyncIterable<Uint8Array>,
  heads: boolean,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly isHeader: boolean }> {
  let [isHeader, isQuoted] = [heads, false];
  for await (const block of blocks) {
    const end = isHeader ? firstRowEnd(block, isQuoted) : 0;
    if (isHeader && hasOddQuotes(block)) isQuoted = !isQuoted;
    const header = isHeader ? block.subarray(0, end || block.length) : block.subarray(0, 0);
    if (header.length > 0) yield { bytes: header, isHeader: true };
    if (end > 0) isHeader = false;
    if (header.length < block.length)
      yield { bytes: block.subarray(header.length), isHeader: false };
  }
}

/** Whether what is read of a slice begins with a row that names the columns. */
export function hasHeader(format: InputFormat, { header }: RecordRules): boolean {
  return format === 'csv' && header;
}
