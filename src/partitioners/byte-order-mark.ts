import { DataError } from '../errors.ts';
import type { Source } from './partitioner.ts';

/** The length of the UTF-8 byte order mark, which is no part of the first record. UTF-16 is `InputInvalid`. */
export async function markLength(uri: string, source: Source): Promise<number> {
  const head: number[] = [];
  for await (const block of source.read(uri, { start: 0, end: 3 })) head.push(...block);
  return byteOrderMark(uri, Uint8Array.from(head));
}

/** The same, of a file's first bytes. */
export function byteOrderMark(uri: string, [a, b, c]: Uint8Array): number {
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    const message = `${JSON.stringify(uri)} is text in UTF-16, and djc reads text in UTF-8 or another encoding that extends ASCII; convert it first, for example with iconv -f UTF-16 -t UTF-8`;
    throw new DataError('InputInvalid', message);
  }
  return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
}
