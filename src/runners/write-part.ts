import { readChecked } from '../consolidators/read-parts.ts';
import type { Leg, Position } from '../domain/checkpoint.ts';
import type { Letters } from '../dead-letters/keep.ts';
import { newlinesIn } from '../processors/counter.ts';
import { traitsOf } from '../processors/index.ts';
import type { Tally } from '../processors/processor.ts';
import { mergeRows } from '../rows/merge-rows.ts';
import type { Written } from '../storage/storage.ts';
import { gather } from './gather.ts';
import { checkInputs } from './inputs.ts';
import {
  leashed,
  legsSoFar,
  legUri,
  paceOf,
  removeLegs,
  saveLeg,
  slicesFrom,
  startOf,
} from './legs.ts';
import {
  contextOf,
  counted,
  type CountedInput,
  inputOf,
  type Production,
  processorFor,
} from './production.ts';
import { scratchFor } from './scratch.ts';

export interface Part extends Tally, Written {
  readonly bytesIn: number;
}

interface Work {
  readonly uri: string;
  readonly letters: Letters;
}

/** Writes the part of an attempt, in legs where its processor can and the job wants that. */
export async function writePart(production: Production, work: Work): Promise<Part> {
  const { algorithm, checkpointInterval, selection } = production.attempt;
  const inLegs = checkpointInterval !== undefined && !selection && traitsOf(algorithm)?.isResumable;
  if (inLegs) return writeLegs(production, work, checkpointInterval);
  return writeOnce(production, work, counted(inputOf(production), production.control));
}

/** Runs the processor over an input once, into one file. */
async function writeOnce(
  production: Production,
  { uri, letters }: Work,
  input: CountedInput,
): Promise<Part> {
  const { attempt, control, storages } = production;
  const { slices } = attempt.partition;
  const processor = processorFor(attempt);
  await checkInputs(slices, storages);
  // Its name becomes durable with that of its receipt.
  const output = await storages(uri).write(uri, 'bytes');
  const scratch = scratchFor(uri, storages);
  try {
    const part = gather((bytes) => output.write(bytes));
    const context = { ...contextOf(production, { ...input, letters }), ...part, scratch };
    const tally = await processor.run(context, attempt.algorithm);
    await part.flush();
    await checkInputs(slices, storages);
    control.signal.throwIfAborted();
    return { ...tally, ...(await output.commit()), bytesIn: tally.bytesIn ?? input.bytes() };
  } catch (error) {
    await output.abort();
    throw error;
  } finally {
    await scratch.remove();
  }
}

/** Goes on where earlier attempts have stopped, saves each leg, and makes the part of all legs. */
async function writeLegs(production: Production, work: Work, least: number): Promise<Part> {
  const { attempt, storages, now, log } = production;
  const storage = storages(work.uri);
  const legs = [...(await legsSoFar(attempt, storages))];
  const from = legs.at(-1)?.to;
  const { itemsIn, bytesIn } = totalOf(legs);
  if (from) log.info(`goes on after ${itemsIn} items (${bytesIn} bytes) of earlier attempts`);
  const pace = paceOf(least, () => now().getTime());
  let at: Position | undefined = from ?? startOf(attempt);
  while (at && at.slice < Math.max(1, attempt.partition.slices.length)) {
    const { part, leg, end, stopped } = await writeLeg(production, { ...work, legs, at, pace });
    if (legs.length === 0 && !end) return part;
    await saveLeg(attempt, leg, storage);
    legs.push(leg);
    pace.checked(stopped);
    at = end;
  }
  const part = await partOf(production, work.uri, legs);
  await removeLegs(attempt, storage);
  return part;
}

interface NextLeg extends Work {
  /** Those before it. */
  readonly legs: readonly Leg[];
  readonly at: Position;
  readonly pace: ReturnType<typeof paceOf>;
}

async function writeLeg(production: Production, { legs, at, pace, letters }: NextLeg) {
  const { attempt, control, storages, now } = production;
  const all = inputOf(production);
  const slices = slicesFrom(all.slices, at);
  const leash = leashed({
    slices,
    from: at,
    read: all.read,
    storages,
    isFirst: legs.length === 0,
    isDue: pace.isDue,
  });
  let stopped = now().getTime();
  const before = totalOf(legs);
  const number = legs.length;
  const uri = legUri(attempt, { attempt: attempt.attempt, number });
  const part = await writeOnce(
    {
      ...production,
      control: {
        ...control,
        onProgress(cursor) {
          stopped = now().getTime();
          control.onProgress({
            items: before.itemsIn + cursor.items,
            bytes: before.bytesIn + cursor.bytes,
          });
        },
      },
    },
    { uri, letters },
    counted({ slices, read: leash.read }, control),
  );
  const end = leash.end();
  const to = end ?? { slice: Math.max(1, all.slices.length), offset: 0 };
  const { itemsIn, itemsOut, bytesIn, bytes, sha256, lengths } = part;
  const tally = { itemsIn, itemsOut, bytesIn, bytes, sha256, lengths };
  const leg: Leg = { attempt: attempt.attempt, number, from: at, to, ...tally };
  return { part, leg, end, stopped };
}

function totalOf(legs: readonly Leg[]) {
  const sum = (of: (leg: Leg) => number) => legs.reduce((total, leg) => total + of(leg), 0);
  return {
    itemsIn: sum(({ itemsIn }) => itemsIn),
    itemsOut: sum(({ itemsOut }) => itemsOut),
    bytesIn: sum(({ bytesIn }) => bytesIn),
  };
}

/** The part of all legs together, as the parts of a job become its result. */
async function partOf(production: Production, uri: string, legs: readonly Leg[]): Promise<Part> {
  const { attempt, storages } = production;
  const storage = storages(uri);
  const sources = legs.map((leg) => {
    const promised = { uri: legUri(attempt, leg), bytes: leg.bytes, sha256: leg.sha256 };
    return { uri: promised.uri, open: () => readChecked(promised, storage) };
  });
  const isMerged = traitsOf(attempt.algorithm)?.consolidations[0] === 'merge';
  let rows = 0;
  const output = await storage.write(uri, 'bytes');
  try {
    for await (const block of isMerged ? mergeRows(sources) : oneAfterTheOther(sources)) {
      production.control.signal.throwIfAborted();
      if (isMerged) rows += newlinesIn(block);
      await output.write(block);
    }
    const total = totalOf(legs);
    const itemsOut = isMerged ? rows : total.itemsOut;
    return { ...total, itemsOut, lengths: lengthsOf(legs), ...(await output.commit()) };
  } catch (error) {
    await output.abort();
    throw error;
  }
}

async function* oneAfterTheOther(
  sources: readonly { open(): AsyncGenerator<Uint8Array> }[],
): AsyncGenerator<Uint8Array> {
  for (const source of sources) yield* source.open();
}

/** Of each slice, over all legs that took some of it. */
function lengthsOf(legs: readonly Leg[]): readonly number[] | undefined {
  const lengths: number[] = [];
  for (const { from, lengths: own } of legs) {
    if (!own) return undefined;
    for (const [index, length] of own.entries())
      lengths[from.slice + index] = (lengths[from.slice + index] ?? 0) + length;
  }
  return lengths;
}
