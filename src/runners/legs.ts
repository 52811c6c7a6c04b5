import { chainOf, type Leg, legLength, type Position } from '../domain/checkpoint.ts';
import { partName } from '../domain/part.ts';
import type { Slice } from '../domain/plan.ts';
import { readChecked } from '../consolidators/read-parts.ts';
import { isGzip } from '../partitioners/gzip.ts';
import { firstLine } from '../partitioners/lines.ts';
import { newline } from '../rows/whole-lines.ts';
import type { Storages } from '../storage/index.ts';
import type { Storage } from '../storage/storage.ts';
import { readText, writeText } from '../storage/text.ts';
import type { Attempt } from './runner.ts';

/** The folder that tells of an attempt's legs. */
export function legFolder(partUri: string): string {
  return `${partUri}.legs`;
}

/** Where a leg's output is. The first is under the part's own name, which it keeps where there is no second. */
export function legUri(attempt: Attempt, { attempt: by, number }: Pick<Leg, 'attempt' | 'number'>) {
  const uri = uriOf(attempt, by);
  return number === 0 ? uri : `${legFolder(uri)}/${number}`;
}

function uriOf({ parts, partition }: Attempt, attempt: number): string {
  return `${parts}/${partName({ task: partition.task, attempt })}`;
}

function attemptsBefore({ attempt, firstAttempt = attempt }: Attempt): readonly number[] {
  return Array.from({ length: attempt - firstAttempt }, (_, index) => firstAttempt + index);
}

/** What earlier attempts at the task have done without a gap, as far as it is still what they wrote. */
export async function legsSoFar(attempt: Attempt, storages: Storages): Promise<readonly Leg[]> {
  const storage = storages(attempt.parts);
  const legs: Leg[] = [];
  for (const before of attemptsBefore(attempt)) {
    const folder = legFolder(uriOf(attempt, before));
    for (const name of await storage.names(folder)) {
      if (!name.endsWith('.json')) continue;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `saveLeg` writes it, whole or not at all
      legs.push(JSON.parse(await readText(storage, `${folder}/${name}`)) as Leg);
    }
  }
  const intact: Leg[] = [];
  for (const leg of chainOf(legs, startOf(attempt))) {
    if (!(await isIntact(leg, legUri(attempt, leg), storage))) break;
    intact.push(leg);
  }
  return intact;
}

async function isIntact({ bytes, sha256 }: Leg, uri: string, storage: Storage): Promise<boolean> {
  if ((await storage.stat(uri))?.size !== bytes) return false;
  try {
    for await (const block of readChecked({ uri, bytes, sha256 }, storage)) void block;
    return true;
  } catch {
    return false;
  }
}

export async function saveLeg(attempt: Attempt, leg: Leg, storage: Storage): Promise<void> {
  const folder = legFolder(uriOf(attempt, leg.attempt));
  await writeText(storage, `${folder}/${leg.number}.json`, JSON.stringify(leg));
}

/** Once the part is there, nobody needs the legs any more. */
export async function removeLegs(attempt: Attempt, storage: Storage): Promise<void> {
  await storage.remove(legFolder(uriOf(attempt, attempt.attempt)));
  for (const before of attemptsBefore(attempt)) {
    const uri = uriOf(attempt, before);
    const folder = legFolder(uri);
    if ((await storage.names(folder)).length === 0) continue;
    await storage.remove(folder);
    await storage.remove(uri);
  }
}

export function startOf({ partition }: Attempt): Position {
  return { slice: 0, offset: partition.slices[0]?.start ?? 0 };
}

/** The slices from a place on. */
export function slicesFrom(
  slices: readonly Slice[],
  { slice, offset }: Position,
): readonly Slice[] {
  const [first, ...others] = slices.slice(slice);
  return first ? [{ ...first, start: offset }, ...others] : [];
}

interface Leash {
  /** What is left of the partition. */
  readonly slices: readonly Slice[];
  readonly from: Position;
  readonly read: (slice: Slice) => AsyncIterable<Uint8Array>;
  readonly storages: Storages;
  /** Whether no leg came before. */
  readonly isFirst: boolean;
  /** Whether a checkpoint is due. */
  readonly isDue: () => boolean;
}

/** Reads slices until a checkpoint is due, and no further than the end of a record. */
export function leashed({ slices, from, read, storages, isFirst, isDue }: Leash) {
  let end: Position | undefined;
  // A leg starts where the one before ended: at a record.
  const recordsStart = async (slice: Slice, number: number) =>
    number === from.slice && !isFirst && slice.start > 0
      ? slice.start
      : firstLine(slice, storages(slice.uri));

  async function* readUntilDue(slice: Slice): AsyncGenerator<Uint8Array> {
    const number = from.slice + slices.indexOf(slice);
    let length = 0;
    if (end) return;
    for await (const block of read(slice)) {
      const whole = isDue() && !isGzip(slice.uri) ? block.lastIndexOf(newline) + 1 : 0;
      if (whole > 0) {
        const start = await recordsStart(slice, number);
        end = { slice: number, offset: start + length + whole };
        yield block.subarray(0, whole);
        return;
      }
      length += block.length;
      yield block;
    }
    const next = slices[number + 1 - from.slice];
    if (next && isDue()) end = { slice: number + 1, offset: next.start };
  }

  return {
    read: readUntilDue,
    /** Where it has stopped; undefined where it has read all. */
    end: () => end,
  };
}

/** Says when a checkpoint is due; `now` is the clock. */
export function paceOf(least: number, now: () => number) {
  const begun = now();
  let [since, cost] = [begun, 0];
  return {
    isDue: () => now() - since >= legLength({ least, worked: since - begun, cost }),
    /** A checkpoint that began then is done. */
    checked(start: number): void {
      since = now();
      cost = since - start;
    },
  };
}
