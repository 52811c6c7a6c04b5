import type { InputFormat, Slice } from '../domain/plan.ts';
import { markLength } from '../partitioners/byte-order-mark.ts';
import { decompressing, isGzip } from '../partitioners/gzip.ts';
import { firstLine } from '../partitioners/lines.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * Where in its file what is read of a slice begins, after a header of so many bytes that djc may have put before it; of a
 * compressed file, in what it holds. Undefined for a part of a compressed file: nobody knows what comes before it.
 */
export async function startOf(
  slice: Slice,
  { format, header, storage }: Place,
): Promise<number | undefined> {
  const { uri, start, end, size } = slice;
  if (isGzip(uri)) {
    if (end - start < size) return undefined;
    return (await markLength(uri, decompressing(storage))) + header;
  }
  if (start === 0) return (await markLength(uri, storage)) + header;
  return format === 'csv' ? start : firstLine(slice, storage);
}

interface Place {
  readonly format: InputFormat;
  /** Bytes of the header that `read` gives first; 0 where there is none. */
  readonly header: number;
  readonly storage: Storage;
}
