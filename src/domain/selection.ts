/** The bytes `[start, end)` of what reading a slice gives, a header included. */
export interface Span {
  /** Which slice of the partition, from 0. */
  readonly slice: number;
  readonly start: number;
  readonly end: number;
}

/** A record that cannot be processed, and why. */
export interface BadRecord extends Span {
  readonly reason: string;
}

/** What of its partition an attempt takes: some spans of it, to see whether they can be processed; or all but bad records. */
export type Selection =
  { readonly only: readonly Span[] } | { readonly without: readonly BadRecord[] };

/** What of a slice. */
export function spansOf<S extends Span>(spans: readonly S[], slice: number): readonly S[] {
  return spans.filter((it) => it.slice === slice);
}
