import type { OneRecord } from '../partitioners/one-by-one.ts';
import { withHeader } from '../partitioners/pieces.ts';
import { partitionerOf } from '../partitioners/index.ts';
import type { Letters } from './keep.ts';
import { startOf } from './place.ts';
import { reproduceLine } from './reproduce.ts';
import type { Taker } from './take-out.ts';

/** Keeps a record that a processor cannot process. */
export async function rejectRecord(
  { slice, bytes, start, number, reason }: OneRecord & { readonly reason: string },
  { slices, format, rules, algorithm, task, attempt, storages }: Taker,
  letters: Letters,
): Promise<void> {
  const { uri: file } = slice;
  const kept = Uint8Array.from(bytes);
  const storage = storages(file);
  const header = await headerLength(
    partitionerOf(format).read(slice, storage, rules),
    format === 'csv' && rules.header,
  );
  const base = await startOf(slice, { format, header, storage });
  const offset = base === undefined ? undefined : base + start - header;
  const range = offset === undefined ? undefined : { offset, bytes: kept.length };
  const reproduce = range && reproduceLine(algorithm, { file, range, record: kept });
  const facts = { slice: slices.indexOf(slice), file, offset, bytes: kept.length };
  await letters.add({ ...facts, record: number, reason, task, attempt, reproduce }, kept);
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
