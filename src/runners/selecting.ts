import type { InputFormat, RecordRules, Slice } from '../domain/plan.ts';
import { type Selection, type Span, spansOf } from '../domain/selection.ts';
import { partitionerOf } from '../partitioners/index.ts';
import { hasHeader, piecesOf, withHeader } from '../partitioners/pieces.ts';
import { recordLimit } from '../partitioners/record-limit.ts';
import type { Storages } from '../storage/index.ts';

/** A partition of which an attempt takes what it is to take. */
export interface Selected {
  readonly slices: readonly Slice[];
  readonly read: (slice: Slice) => AsyncIterable<Uint8Array>;
}

interface Whole {
  readonly slices: readonly Slice[];
  readonly format: InputFormat;
  readonly rules: RecordRules;
  readonly selection?: Selection | undefined;
  readonly storages: Storages;
}

/**
 * The slices of a partition, and how they are read, where only a selection is taken. A header goes with whatever is taken
 * of its slice. Where an item is a whole slice, slices are left out; else records are, out of what is read.
 */
export function selected({ slices, format, rules, selection, storages }: Whole): Selected {
  const partitioner = partitionerOf(format);
  const { ends } = partitioner;
  const readAll = (slice: Slice, by: RecordRules) =>
    partitioner.read(slice, storages(slice.uri), by);
  if (!selection) return { slices, read: (slice) => readAll(slice, rules) };
  const isTaken = (_: Slice, index: number) => takesOf(selection, index, ends !== undefined);
  return {
    slices: slices.filter(isTaken),
    read(slice) {
      if (!ends) return readAll(slice, rules);
      // A record that is too long is no trouble where it is left out.
      const all = readAll(slice, { ...rules, maxRecordBytes: Infinity });
      const taken = takenOf(all, {
        spans: spansOf(
          'only' in selection ? selection.only : selection.without,
          slices.indexOf(slice),
        ),
        isWithout: 'without' in selection,
        hasHeader: hasHeader(format, rules),
      });
      const place = `what is taken of ${JSON.stringify(slice.uri)}`;
      return limited(
        taken,
        recordLimit({ uri: slice.uri, most: rules.maxRecordBytes, ends: ends(), place }),
      );
    },
  };
}

/** Whether anything of a slice is taken. */
function takesOf(selection: Selection, slice: number, hasRecords: boolean): boolean {
  if ('only' in selection) return spansOf(selection.only, slice).length > 0;
  return hasRecords || spansOf(selection.without, slice).length === 0;
}

interface Taking {
  readonly spans: readonly Span[];
  readonly isWithout: boolean;
  readonly hasHeader: boolean;
}

async function* takenOf(
  blocks: AsyncIterable<Uint8Array>,
  { spans, isWithout, hasHeader: heads }: Taking,
): AsyncGenerator<Uint8Array> {
  const end = isWithout ? Infinity : Math.max(...spans.map((it) => it.end));
  let at = 0;
  for await (const { bytes, isHeader } of withHeader(blocks, heads)) {
    if (isHeader) yield bytes;
    else
      for (const piece of piecesOf(bytes, at, spans))
        if ((piece.span === undefined) === isWithout) yield piece.bytes;
    at += bytes.length;
    if (at >= end) return;
  }
}

async function* limited(
  blocks: AsyncIterable<Uint8Array>,
  check: ReturnType<typeof recordLimit>,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const block of blocks) {
    check(block, at);
    at += block.length;
    yield block;
  }
}
