import type { RecordRules, Slice } from '../domain/plan.ts';
import { readBgzfLines } from './bgzf.ts';
import { markLength } from './byte-order-mark.ts';
import { evenSlices } from './cut.ts';
import type { Source } from './partitioner.ts';
import { lineEnds, recordLimit } from './record-limit.ts';
import { ofRecords } from './records.ts';

const newline = 0x0a;

/**
 * Lines end with `\n`; the last one may lack it. A line belongs to the slice that holds its first byte, so slices are
 * cut anywhere, without a look at the file, and one inside a long line is legally empty.
 */
export const lines = ofRecords({
  format: 'text',
  summary: 'Lines of text: big files cut at line borders, small ones packed together.',
  ends: lineEnds,
  split: evenSlices,
  read: readLines,
  readBlocks: readBgzfLines,
});

/**
 * A slice's lines begin after the first `\n` at or after the byte before `start`, and end with the first one at or after
 * the byte before `end`: what one slice ends with, the next begins after.
 */
export async function* readLines(
  slice: Slice,
  source: Source,
  { maxRecordBytes }: RecordRules,
): AsyncGenerator<Uint8Array> {
  const { uri, start, end, size } = slice;
  const check = recordLimit({ uri, most: maxRecordBytes, ends: lineEnds() });
  const mark = await markLength(uri, source);
  let at = start === 0 ? mark : start - 1;
  let isInside = start === 0;
  for await (const block of source.read(uri, { start: at, end: size })) {
    const first = isInside ? 0 : block.indexOf(newline) + 1;
    const lastNewline = block.indexOf(newline, Math.max(0, end - 1 - at));
    const last = lastNewline < 0 ? block.length : lastNewline + 1;
    isInside ||= first > 0;
    if (isInside && first < last) {
      const records = block.subarray(first, last);
      check(records, at + first);
      yield records;
    }
    at += block.length;
    // No line begins in a slice that lies within one long line.
    if (lastNewline >= 0 || (!isInside && at >= end)) return;
  }
}

/** Where in its file the first line of a slice starts; the file's end where none does. */
export async function firstLine({ uri, start, size }: Slice, source: Source): Promise<number> {
  if (start === 0) return markLength(uri, source);
  let at = start - 1;
  for await (const block of source.read(uri, { start: at, end: size })) {
    const end = block.indexOf(newline);
    if (end >= 0) return at + end + 1;
    at += block.length;
  }
  return at;
}
