import type { Failure, FailureType } from '../domain/failure.ts';
import { partName } from '../domain/part.ts';
import { usualRules } from '../domain/plan.ts';
import type { Span } from '../domain/selection.ts';
import { DataError } from '../errors.ts';
import { failureOf } from '../runners/failure.ts';
import type { Attempt, Control, Runner } from '../runners/runner.ts';
import { findBadRecords } from '../runners/search.ts';
import { splitSpan, wholeSpan } from '../runners/split-span.ts';
import type { Storages } from '../storage/index.ts';

/** Failures that one record may be to blame for. */
const recordsFault: ReadonlySet<FailureType> = new Set([
  'InputInvalid',
  'CommandFailed',
  'CommandRefused',
  'ModuleFailed',
  'MemoryExceeded',
  'TaskCrashed',
]);

export function mayBeOneRecords({ type }: Failure): boolean {
  return recordsFault.has(type);
}

interface Salvage {
  readonly attempt: Attempt;
  readonly failure: Failure;
  readonly runner: Runner;
  readonly storages: Storages;
  /** Of the search. */
  readonly control: Control;
}

/**
 * The attempt that takes out the records on which this one fails, found by trying halves of what fails. Throws the
 * failure where no single record is to blame.
 */
export async function withoutBadRecords(salvage: Salvage): Promise<Attempt> {
  const { attempt, failure, runner, storages, control } = salvage;
  const { partition, maxRejected: most = 0 } = attempt;
  const folder = `${attempt.parts}/${partName({ task: partition.task, attempt: attempt.attempt })}.search`;
  const ofSlice = (index: number) => splittingOf(attempt, index, storages);
  try {
    const bad = await findBadRecords(
      {
        most,
        attempt: async (only) => failureOn({ ...probeOf(attempt, folder), selection: { only } }),
        split: async (span) => splitSpan(span, ofSlice(span.slice)),
      },
      await wholeSpans(attempt, storages),
    );
    if (bad.length === 0) throw new DataError(failure.type, failure.message);
    const notes = bad.map(({ reason }) => `took a bad record out: ${reason}`);
    return {
      ...attempt,
      selection: { without: bad },
      notes: [`failed: ${failure.message}`, ...notes],
    };
  } finally {
    await storages(folder).remove(folder);
  }

  async function failureOn(probe: Attempt): Promise<Failure | undefined> {
    try {
      await runner.run(probe, { ...control, onProgress: () => undefined });
      return undefined;
    } catch (error) {
      control.signal.throwIfAborted();
      const found = failureOf(error);
      if (mayBeOneRecords(found)) return found;
      throw error;
    }
  }
}

/** Writes its part where nobody looks for it. */
function probeOf(attempt: Attempt, folder: string): Attempt {
  return { ...attempt, maxRejected: 0, parts: folder, log: `${folder}/log` };
}

function splittingOf(
  { partition, format, rules = usualRules }: Attempt,
  index: number,
  storages: Storages,
) {
  const slice = partition.slices[index];
  if (!slice) throw new RangeError(`a partition without a slice ${index}`);
  return { slice, format, rules, storage: storages(slice.uri) };
}

async function wholeSpans(attempt: Attempt, storages: Storages): Promise<readonly Span[]> {
  const spans: Span[] = [];
  for (const index of attempt.partition.slices.keys())
    spans.push(await wholeSpan(index, splittingOf(attempt, index, storages)));
  return spans;
}
