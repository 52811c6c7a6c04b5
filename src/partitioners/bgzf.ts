import { gunzipSync } from 'node:zlib';
import type { RecordRules, Slice } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import { byteOrderMark } from './byte-order-mark.ts';
import type { Source } from './partitioner.ts';
import { lineEnds, recordLimit } from './record-limit.ts';

// BGZF is gzip in members of at most 64 KiB, each of which says in an extra field how long it is, so that one can be read
// without those before it: https://samtools.github.io/hts-specs/SAMv1.pdf, section 4.1.

const newline = 0x0a;
const magic = Buffer.of(0x1f, 0x8b, 0x08, 0x04);
const headerSize = 18;

/** The longest a block can be. */
const mostBytes = 65_536;

/** The bytes of a block with this header, which starts at `at`; undefined where there is none. */
function blockSizeAt(bytes: Buffer, at: number): number | undefined {
  if (at + headerSize > bytes.length) return undefined;
  const isGzip = magic.compare(bytes, at, at + 4) === 0;
  // An extra field of six bytes, of which the first four are "BC", 2, 0.
  const isBlock =
    isGzip && bytes.readUInt16LE(at + 10) === 6 && bytes.readUInt32LE(at + 12) === 0x24342;
  return isBlock ? bytes.readUInt16LE(at + 16) + 1 : undefined;
}

/** Whether a gzip file is made of blocks that can be read by themselves, as its first one tells. */
export async function isBgzf(uri: string, source: Source): Promise<boolean> {
  return blockSizeAt(await bytesAt(uri, source, { start: 0, end: headerSize }), 0) !== undefined;
}

/**
 * The lines of a slice of a BGZF file, which is cut anywhere. To it belong the blocks whose first byte it holds; of a
 * line that begins in one and ends in another it is the slice's where it begins. A line that begins with the very block
 * after the slice is the slice's as well, because nobody could tell from that block alone.
 */
export async function* readBgzfLines(
  slice: Slice,
  source: Source,
  { maxRecordBytes: most }: RecordRules,
): AsyncGenerator<Uint8Array> {
  const { uri, start, end } = slice;
  const from = start === 0 ? 0 : await firstBlock(slice, source);
  if (from === undefined || from >= end) return;
  const place = `the decompressed content of ${JSON.stringify(uri)} from compressed byte ${from} on`;
  const check = recordLimit({ uri, most, ends: lineEnds(), place });
  let isInside = start === 0;
  let at = 0;
  for await (const { offset, bytes } of blocks({ ...slice, start: from }, source)) {
    const isOwn = offset < end;
    if (!isOwn && !isInside) return;
    const first = isInside
      ? at === 0 && from === 0
        ? byteOrderMark(uri, bytes)
        : 0
      : bytes.indexOf(newline) + 1;
    isInside ||= first > 0;
    const stop = isOwn ? -1 : bytes.indexOf(newline);
    const records = bytes.subarray(first, stop < 0 ? bytes.length : stop + 1);
    if (isInside && records.length > 0) {
      check(records, at + first);
      yield records;
    }
    if (stop >= 0) return;
    at += bytes.length;
  }
}

interface Block {
  /** Of its first byte in the file. */
  readonly offset: number;
  /** Decompressed. */
  readonly bytes: Buffer;
}

/** The blocks from the one on that starts at `start`, up to the file's end. */
async function* blocks({ uri, start, size }: Slice, source: Source): AsyncGenerator<Block> {
  let [rest, offset] = [Buffer.alloc(0), start];
  for await (const piece of source.read(uri, { start, end: size })) {
    rest = Buffer.concat([rest, piece]);
    let at = 0;
    while (rest.length - at >= headerSize) {
      const length = blockSizeAt(rest, at);
      if (length === undefined) throw damagedAt(uri, offset, 'no block of BGZF begins there');
      if (rest.length - at < length) break;
      yield { offset, bytes: decompressed(rest.subarray(at, at + length), { uri, offset }) };
      at += length;
      offset += length;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw damagedAt(uri, offset, 'the file is cut short');
}

function decompressed(block: Buffer, at: { readonly uri: string; readonly offset: number }) {
  try {
    return gunzipSync(block);
  } catch (error) {
    throw damagedAt(at.uri, at.offset, error instanceof Error ? error.message : String(error));
  }
}

/**
 * Where the first block begins at or after `start`; undefined where there is none before the file's end. What looks like
 * one within compressed bytes is none: those that it says follow it are not there. They are looked for over more than a
 * block's length, so that not even the blocks of a BGZF file within the file are taken for its own.
 */
async function firstBlock(
  { uri, start, size }: Slice,
  source: Source,
): Promise<number | undefined> {
  const bytes = await bytesAt(uri, source, { start, end: Math.min(size, start + 5 * mostBytes) });
  const isEnd = start + bytes.length >= size;
  const most = Math.min(bytes.length, mostBytes);
  for (let at = bytes.indexOf(0x1f); at >= 0 && at < most; at = bytes.indexOf(0x1f, at + 1)) {
    if (isChain(bytes, at, isEnd)) return start + at;
  }
  if (isEnd && bytes.length < mostBytes) return undefined;
  throw damagedAt(uri, start, 'no block of BGZF begins within 64 KiB after it');
}

/**
 * Whether blocks follow each other from `from` on, over the length of two or to the end of the file. One that ends
 * beyond the file's end counts: the file was cut short, which whoever reads the block will say.
 */
function isChain(bytes: Buffer, from: number, isEnd: boolean): boolean {
  let at = from;
  while (at < from + 2 * mostBytes) {
    if (isEnd && isHeadOf(bytes.subarray(at))) return true;
    const length = blockSizeAt(bytes, at);
    if (length === undefined) return false;
    at += length;
  }
  return true;
}

/** Whether the last bytes of a file are none, or no more than what a block begins with. */
function isHeadOf(rest: Buffer): boolean {
  return rest.length < headerSize && magic.subarray(0, rest.length).equals(rest.subarray(0, 4));
}

async function bytesAt(
  uri: string,
  source: Source,
  range: { readonly start: number; readonly end: number },
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source.read(uri, range)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

function damagedAt(uri: string, offset: number, reason: string): DataError {
  return new DataError(
    'InputInvalid',
    `cannot decompress ${JSON.stringify(uri)} at byte ${offset}: ${reason}; the file is damaged, or not all of it is BGZF`,
  );
}
