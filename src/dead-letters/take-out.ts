import type { InputFormat, RecordRules, Slice } from '../domain/plan.ts';
import { type BadRecord, spansOf } from '../domain/selection.ts';
import { partitionerOf } from '../partitioners/index.ts';
import { hasHeader, piecesOf, withHeader } from '../partitioners/pieces.ts';
import type { Algorithm } from '../processors/processor.ts';
import type { Storages } from '../storage/index.ts';
import type { Letters } from './keep.ts';
import { startOf } from './place.ts';
import { recordCounter } from './record-counter.ts';
import { reproduceLine } from './reproduce.ts';

/** The attempt that takes records out. */
export interface Taker {
  readonly task: number;
  readonly attempt: number;
  readonly slices: readonly Slice[];
  readonly format: InputFormat;
  readonly rules: RecordRules;
  readonly algorithm: Algorithm;
  readonly storages: Storages;
}

/** Keeps bad records of a partition, with all that is known of each. */
export async function takeOut(
  taker: Taker,
  bad: readonly BadRecord[],
  letters: Letters,
): Promise<void> {
  const { ends } = partitionerOf(taker.format);
  for (const [index, slice] of taker.slices.entries()) {
    const found = spansOf(bad, index);
    const [first] = found;
    if (!first) continue;
    if (ends) await takeRecords({ ...taker, slice, index }, found, letters);
    else await takeWhole({ ...taker, slice, index }, first, letters);
  }
}

interface TakerOf extends Taker {
  readonly slice: Slice;
  readonly index: number;
}

/** A whole file, or a block of one, which is named and not copied. */
async function takeWhole(
  { slice, index, format, algorithm, task, attempt }: TakerOf,
  { reason }: BadRecord,
  letters: Letters,
): Promise<void> {
  const { uri: file, start: offset, end } = slice;
  const range = format === 'files' ? undefined : { offset, bytes: end - offset };
  const reproduce = reproduceLine(algorithm, { file, range });
  const facts = { slice: index, file, offset: range?.offset, bytes: end - offset };
  await letters.add({ ...facts, reason, task, attempt, reproduce });
}

/** Records of one slice, in order: it is read once more. */
async function takeRecords(
  taker: TakerOf,
  bad: readonly BadRecord[],
  letters: Letters,
): Promise<void> {
  const { slice, format, rules, storages } = taker;
  const storage = storages(slice.uri);
  const stream = partitionerOf(format).read(slice, storage, { ...rules, maxRecordBytes: Infinity });
  const count = recordCounter(format);
  const { maxRecordBytes: most } = rules;
  let [at, header, records] = [0, 0, 0];
  let taken: Buffer[] = [];
  for await (const { bytes, isHeader } of withHeader(stream, hasHeader(format, rules))) {
    if (isHeader) header += bytes.length;
    else
      for (const piece of piecesOf(bytes, at, bad)) {
        const { span } = piece;
        if (!span) records += count(piece.bytes);
        // Of a record that is longer than one may be, so many bytes are enough.
        else if (span.end - span.start <= most || taken.length === 0)
          taken.push(Buffer.from(piece.bytes.subarray(0, most)));
        const end = at + piece.bytes.byteOffset - bytes.byteOffset + piece.bytes.length;
        if (span?.end !== end) continue;
        const kept = Buffer.concat(taken);
        records += 1;
        const base = await startOf(slice, { format, header, storage });
        const offset = base === undefined ? undefined : base + span.start - header;
        await letters.add(letterOf(taker, { offset, kept, record: records, span }), kept);
        taken = [];
      }
    at += bytes.length;
  }
}

interface Found {
  readonly offset: number | undefined;
  readonly kept: Buffer;
  readonly record: number;
  readonly span: BadRecord;
}

/** All that is known of a bad record but where its bytes are kept. */
export function letterOf(
  { slice, index, algorithm, task, attempt }: TakerOf,
  { offset, kept, record, span }: Found,
) {
  const { uri: file } = slice;
  const bytes = span.end - span.start;
  const range = offset === undefined ? undefined : { offset, bytes };
  const reproduce = range && reproduceLine(algorithm, { file, range, record: kept });
  return {
    slice: index,
    file,
    offset,
    bytes,
    record,
    reason: span.reason,
    task,
    attempt,
    reproduce,
  };
}
