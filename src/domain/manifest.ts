import type { PartReceipt, ResultFile } from './part.ts';
import type { Slice } from './plan.ts';
import type { Revision } from './standing.ts';

/** What a job wrote and what of: kept beside the result, so that both can be proved to be whole without a server. */
export interface Manifest {
  readonly job: string;
  readonly name: string;
  readonly djcVersion: string;
  /** SHA-256 of the job file as submitted, with its overrides, in hex. */
  readonly jobFileSha256?: string | undefined;
  /** Every change of the settings on the way. Parts name the one they were made by: 0 is the job file, 1 the first change. */
  readonly revisions: readonly Revision[];
  /** ISO 8601. */
  readonly writtenAt: string;
  /** Whether the result lacks what the tasks in `missing` would have made. */
  readonly partial: boolean;
  readonly totals: Totals;
  readonly results: readonly ResultFile[];
  readonly parts: readonly PartReceipt[];
  readonly missing: readonly MissingPart[];
}

/** Of the whole job, as its plan and its history have counted them: what the parts must add up to. */
export interface Totals {
  readonly tasks: number;
  /** Input files, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Of the tasks that succeeded. */
  readonly itemsIn: number;
}

/** A task without a part. */
interface MissingPart {
  readonly task: number;
  readonly slices: readonly Slice[];
}

/** What of a manifest a proof is made of. */
export interface Account {
  readonly totals: Totals;
  readonly parts: readonly (MissingPart & Pick<PartReceipt, 'itemsIn'>)[];
  readonly missing: readonly MissingPart[];
}

/** What is wrong with what a manifest says, in itself, as sentences; none where it adds up. */
export function contradictionsIn({ totals, parts, missing }: Account): readonly string[] {
  const tasks = [...parts, ...missing];
  const slices = tasks.flatMap((it) => it.slices);
  return [
    ...tasksTwice(tasks.map(({ task }) => task)),
    ...unlike('tasks', totals.tasks, tasks.length),
    ...unlike('items', totals.itemsIn, sum(parts.map(({ itemsIn }) => itemsIn))),
    ...coverage(slices, totals),
  ];
}

function tasksTwice(tasks: readonly number[]): readonly string[] {
  const seen = new Set<number>();
  return tasks.flatMap((task) => {
    if (seen.has(task)) return [`task ${task} is in the manifest twice`];
    seen.add(task);
    return [];
  });
}

function unlike(what: string, expected: number, got: number): readonly string[] {
  return expected === got ? [] : [`expected ${expected} ${what} in all, got ${got}`];
}

/** Whether the slices of every file cover it from its first byte to its last, each byte once. */
function coverage(slices: readonly Slice[], { files, bytes }: Totals): readonly string[] {
  const byFile = new Map<string, Slice[]>();
  for (const slice of slices) {
    const others = byFile.get(slice.uri);
    if (others) others.push(slice);
    else byFile.set(slice.uri, [slice]);
  }
  const size = sum(Array.from(byFile.values(), ([first]) => first?.size ?? 0));
  return [
    ...unlike('input files', files, byFile.size),
    ...unlike('input bytes', bytes, size),
    ...Array.from(byFile, ([uri, ofFile]) => gaps(uri, ofFile)).flat(),
  ];
}

function gaps(uri: string, slices: readonly Slice[]): readonly string[] {
  const name = JSON.stringify(uri);
  const [{ size, fingerprint } = { size: 0, fingerprint: '' }] = slices;
  const found: string[] = [];
  let at = 0;
  for (const slice of slices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (slice.fingerprint !== fingerprint)
      found.push(`${name} was read as ${fingerprint} and as ${slice.fingerprint}`);
    if (slice.start > at) found.push(`bytes ${at}–${slice.start} of ${name} were not processed`);
    if (slice.start < at || (size === 0 && slice !== slices[0]))
      found.push(`bytes ${slice.start}–${Math.min(at, slice.end)} of ${name} were processed twice`);
    at = Math.max(at, slice.end);
  }
  if (at !== size) found.push(`bytes ${at}–${size} of ${name} were not processed`);
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, it) => total + it, 0);
}
