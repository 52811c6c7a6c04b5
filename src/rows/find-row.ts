import type { Storage } from '../storage/storage.ts';
import { newline } from './whole-lines.ts';

const tab = 0x09;

/** Bytes of a file of rows that are looked at first; more where a row is longer. */
const glance = 4_096;

interface RowFile {
  readonly uri: string;
  /** Bytes. */
  readonly size: number;
  readonly storage: Storage;
}

interface FoundRow {
  /** Where it starts in the file. */
  readonly start: number;
  readonly key: Buffer;
}

/** The first row `key<TAB>count<LF>` that starts at a place or after it; undefined where none does. */
export async function rowFrom(file: RowFile, at: number): Promise<FoundRow | undefined> {
  const from = Math.max(0, at - 1);
  for (let length = glance; ; length *= 4) {
    const bytes = await bytesOf(file, from, length);
    const start = at === 0 ? 0 : bytes.indexOf(newline) + 1;
    const end = at === 0 || start > 0 ? bytes.indexOf(newline, start) : -1;
    if (end >= 0)
      return { start: from + start, key: bytes.subarray(start, bytes.lastIndexOf(tab, end)) };
    if (from + bytes.length >= file.size) return undefined;
  }
}

/** Where the rows start whose keys are not before this one, in the order of bytes; the file's size where none is. */
export async function firstNotBefore(file: RowFile, key: Uint8Array): Promise<number> {
  let [low, high] = [0, file.size];
  let found = file.size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await rowFrom(file, middle);
    if (row && Buffer.compare(row.key, key) < 0) low = row.start + 1;
    else {
      high = middle;
      found = row?.start ?? found;
    }
  }
  return found;
}

async function bytesOf({ uri, storage }: RowFile, start: number, length: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of storage.read(uri, { start, end: start + length }))
    blocks.push(Buffer.from(block));
  return Buffer.concat(blocks);
}
