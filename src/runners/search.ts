import type { Failure } from '../domain/failure.ts';
import type { BadRecord, Span } from '../domain/selection.ts';
import { tooMany } from '../dead-letters/keep.ts';

/** Looks for the records of a partition on which its processor fails. */
export interface Search {
  /** Tries the processor on spans of the partition alone; answers why it fails, or nothing where it does not. */
  attempt(spans: readonly Span[]): Promise<Failure | undefined>;
  /** Two halves of a span, cut between records; undefined where it is one record. */
  split(span: Span): Promise<readonly [Span, Span] | undefined>;
  /** The most bad records that are of use. */
  readonly most: number;
}

/**
 * The bad records, in order, found by halving what fails until it is one record. Where the processor fails on all
 * together and on no record alone there are none. Throws where there are more than are of use.
 */
export async function findBadRecords(
  search: Search,
  spans: readonly Span[],
): Promise<readonly BadRecord[]> {
  const found: BadRecord[] = [];
  await look(search, spans, { found, isKnownBad: true });
  return found;
}

interface Look {
  readonly found: BadRecord[];
  /** Whether the processor is known to fail on these spans, so that nobody need try. */
  readonly isKnownBad: boolean;
}

async function look(
  search: Search,
  spans: readonly Span[],
  { found, isKnownBad }: Look,
): Promise<void> {
  const failure = isKnownBad ? undefined : await search.attempt(spans);
  if (!failure && !isKnownBad) return;
  const halves = await halvesOf(search, spans);
  if (!halves) {
    // What is said of a record is what the processor says of it alone.
    add({ found, most: search.most }, spans, failure ?? (await search.attempt(spans)));
    return;
  }
  const before = found.length;
  await look(search, halves[0], { found, isKnownBad: false });
  await look(search, halves[1], { found, isKnownBad: found.length === before });
}

function add(
  { found, most }: { readonly found: BadRecord[]; readonly most: number },
  [record]: readonly Span[],
  failure: Failure | undefined,
): void {
  if (!record || !failure) return;
  if (found.length >= most) throw tooMany(most, failure.message);
  found.push({ ...record, reason: failure.message });
}

type Halves = readonly [readonly Span[], readonly Span[]];

async function halvesOf(search: Search, spans: readonly Span[]): Promise<Halves | undefined> {
  const middle = Math.floor(spans.length / 2);
  if (middle > 0) return [spans.slice(0, middle), spans.slice(middle)];
  const [only] = spans;
  const halves = only && (await search.split(only));
  return halves && [[halves[0]], [halves[1]]];
}
