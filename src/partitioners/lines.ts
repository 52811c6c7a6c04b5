import type { Slice } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import type { Storage } from '../storage/storage.ts';
import { cut, evenSlices } from './cut.ts';
import type { Partitioner } from './partitioner.ts';

const newline = 0x0a;

/**
 * Lines end with `\n`; the last one may lack it. A line belongs to the slice that holds its first byte, so slices are
 * cut anywhere, without a look at the file, and one inside a long line is legally empty.
 */
export const lines: Partitioner = {
  format: 'text',
  summary: 'Lines of text: big files cut at line borders, small ones packed together.',
  cut: (inputs, batch) => cut(inputs, batch, evenSlices),
  read: readLines,
};

/**
 * A slice's lines begin after the first `\n` at or after the byte before `start`, and end with the first one at or after
 * the byte before `end`: what one slice ends with, the next begins after.
 */
async function* readLines(slice: Slice, storage: Storage): AsyncGenerator<Uint8Array> {
  const { uri, start, end, size } = slice;
  const mark = await markLength(uri, storage);
  let at = start === 0 ? mark : start - 1;
  let isInside = start === 0;
  for await (const block of storage.read(uri, { start: at, end: size })) {
    const first = isInside ? 0 : block.indexOf(newline) + 1;
    const lastNewline = block.indexOf(newline, Math.max(0, end - 1 - at));
    const last = lastNewline < 0 ? block.length : lastNewline + 1;
    isInside ||= first > 0;
    at += block.length;
    if (isInside && first < last) yield block.subarray(first, last);
    // No line begins in a slice that lies within one long line.
    if (lastNewline >= 0 || (!isInside && at >= end)) return;
  }
}

/** The length of the UTF-8 byte order mark, which is no part of the first line. UTF-16 is refused in every slice. */
async function markLength(uri: string, storage: Storage): Promise<number> {
  const head: number[] = [];
  for await (const block of storage.read(uri, { start: 0, end: 3 })) head.push(...block);
  const [a, b, c] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    const message = `${JSON.stringify(uri)} is text in UTF-16, and djc reads text in UTF-8 or another encoding that extends ASCII; convert it first, for example with iconv -f UTF-16 -t UTF-8`;
    throw new DataError('InputInvalid', message);
  }
  return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
}
