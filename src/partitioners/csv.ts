import type { Input, RecordRules, Slice } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import { ahead } from '../ahead.ts';
import { markLength } from './byte-order-mark.ts';
import { evenSlices } from './cut.ts';
import type { Looks, Source } from './partitioner.ts';
import type { Range } from './quote-scan.ts';
import { firstRowEnd, hasOddQuotes } from './quotes.ts';
import { recordLimit, rowEnds } from './record-limit.ts';
import { ofRecords } from './records.ts';

/**
 * Rows as RFC 4180 has them: one ends with a `\n` that an even number of double quotes precedes, so a quoted field may
 * hold newlines. Whether a `\n` is one only the bytes before it tell; so a file that is cut is read once when the job is
 * planned, and the plan holds the very borders of rows.
 */
export const csv = ofRecords({
  format: 'csv',
  summary:
    'Rows of CSV (RFC 4180): big files cut at the borders of rows, small ones packed together.',
  ends: rowEnds,
  split: rowSlices,
  read: readRows,
});

async function* rowSlices(input: Input, bytes: number, looks: Looks): AsyncGenerator<Slice> {
  await markLength(input.uri, looks.storages(input.uri));
  let start = 0;
  for await (const end of rowBorders(input, bytes, looks)) {
    yield { ...input, start, end };
    start = end;
  }
  yield { ...input, start, end: input.size };
}

/**
 * Where rows start that are the first at or after the border of an even slice; never at the file's ends. Each slice is
 * scanned by itself, for both of what may hold at its start: which one does, the slices before it tell.
 */
async function* rowBorders(
  input: Input,
  bytes: number,
  { scanQuotes, scansAtOnce }: Looks,
): AsyncGenerator<number> {
  let isQuoted = false;
  const scans = ahead(evenSlices(input, bytes), scansAtOnce, async (slice) => {
    const range = scannedOf(slice);
    return { ...(await scanQuotes(range)), isFirst: slice.start === 0, start: range.start };
  });
  for await (const { isOdd, rowEnd, isFirst, start } of scans) {
    const length = isQuoted ? rowEnd.within : rowEnd.outside;
    const border = start + length;
    if (!isFirst && length > 0 && border < input.size) yield border;
    if (isOdd) isQuoted = !isQuoted;
  }
  if (isQuoted) throw unclosed(input.uri);
}

/** A row that starts with a slice ends the one before with the byte before it: so that byte is scanned with the slice. */
function scannedOf({ uri, start, end, size }: Slice): Range {
  return { uri, start: Math.max(0, start - 1), end: end === size ? end : end - 1 };
}

/** The header, unless the slice starts with it, and then the rows of the slice. */
async function* readRows(
  slice: Slice,
  source: Source,
  { header, maxRecordBytes: most }: RecordRules,
): AsyncGenerator<Uint8Array> {
  const { uri, start, end } = slice;
  const mark = await markLength(uri, source);
  if (header && start > 0) yield* readFirstRow({ ...slice, start: mark }, source, most);
  const isSurelyWithin = end - start <= most;
  const check = recordLimit({ uri, most, ends: rowEnds() });
  let at = start || mark;
  for await (const block of source.read(uri, { start: at, end })) {
    if (!isSurelyWithin) check(block, at);
    at += block.length;
    yield block;
  }
}

async function* readFirstRow(
  { uri, start, size }: Slice,
  source: Source,
  most: number,
): AsyncGenerator<Uint8Array> {
  const check = recordLimit({ uri, most, ends: rowEnds() });
  let [at, isQuoted] = [start, false];
  for await (const block of source.read(uri, { start, end: size })) {
    const length = firstRowEnd(block, isQuoted);
    const row = block.subarray(0, length || block.length);
    check(row, at);
    yield row;
    if (length > 0) return;
    if (hasOddQuotes(block)) isQuoted = !isQuoted;
    at += block.length;
  }
}

function unclosed(uri: string): DataError {
  const message = `expected CSV as in RFC 4180, but ${JSON.stringify(uri)} has an odd number of double quotes, so that nobody can tell where its rows end; close its last quoted field, double each quote within one, or give the whole file to one task with a larger advanced.batch_size`;
  return new DataError('InputInvalid', message);
}
