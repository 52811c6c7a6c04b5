import type { OneRecord } from '../partitioners/one-by-one.ts';
import { hasHeader, withHeader } from '../partitioners/pieces.ts';
import { partitionerOf } from '../partitioners/index.ts';
import type { Letters } from './keep.ts';
import { startOf } from './place.ts';
import { letterOf, type Taker } from './take-out.ts';

/** Keeps a record that a processor cannot process. */
export async function rejectRecord(
  { slice, bytes, start, number, reason }: OneRecord & { readonly reason: string },
  taker: Taker,
  letters: Letters,
): Promise<void> {
  const { slices, format, rules, storages } = taker;
  const kept = Buffer.from(bytes);
  const storage = storages(slice.uri);
  const header = await headerLength(
    partitionerOf(format).read(slice, storage, rules),
    hasHeader(format, rules),
  );
  const base = await startOf(slice, { format, header, storage });
  const offset = base === undefined ? undefined : base + start - header;
  const span = { slice: slices.indexOf(slice), start, end: start + kept.length, reason };
  await letters.add(
    letterOf({ ...taker, slice, index: span.slice }, { offset, kept, record: number, span }),
    kept,
  );
}

async function headerLength(stream: AsyncIterable<Uint8Array>, heads: boolean): Promise<number> {
  let length = 0;
  if (!heads) return length;
  for await (const { bytes, isHeader } of withHeader(stream, heads)) {
    if (!isHeader) break;
    length += bytes.length;
  }
  return length;
}
