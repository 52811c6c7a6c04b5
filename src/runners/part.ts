import type { Letters } from '../dead-letters/keep.ts';
import { type PartReceipt, partName } from '../domain/part.ts';
import { writePassingText, writeText } from '../storage/text.ts';
import { dataErrorOf, failureOf } from './failure.ts';
import { keepSaved } from './log-keeper.ts';
import { lettersOf, type PartDeps, type Production } from './production.ts';
import type { Attempt, Control } from './runner.ts';
import { createTaskLog } from './task-log.ts';
import { type Part, writePart } from './write-part.ts';

export type { PartDeps } from './production.ts';

/**
 * The life of one attempt, whoever runs it: the inputs are what the plan froze, before and after; the processor writes
 * the part; the receipt is written once the part is committed. An attempt that fails leaves its log and nothing else,
 * and rejects with a `DataError`, or the signal's reason.
 */
export async function producePart(
  attempt: Attempt,
  control: Control,
  deps: PartDeps,
): Promise<PartReceipt> {
  const log = createTaskLog(attempt, deps.now);
  const storage = deps.storages(attempt.log);
  const closeLog = keepSaved(log.text, async (text) =>
    writePassingText(storage, attempt.log, text),
  );
  try {
    for (const note of attempt.notes ?? []) log.info(note);
    log.info('started');
    const receipt = await produce({ attempt, control, log, ...deps });
    const taken = `${receipt.itemsIn} items (${receipt.bytesIn} bytes)`;
    const made = `${receipt.itemsOut} items (${receipt.bytesOut} bytes)`;
    log.info(`ended: ${taken} in, ${made} out`);
    return receipt;
  } catch (error) {
    log.failed(error, control.signal);
    control.signal.throwIfAborted();
    throw dataErrorOf(failureOf(error));
  } finally {
    await closeLog();
  }
}

/** The part of an attempt, and its receipt. */
export function partUris({
  parts,
  partition,
  attempt,
}: Attempt): readonly [part: string, receipt: string] {
  const part = `${parts}/${partName({ task: partition.task, attempt })}`;
  return [part, `${part}.json`];
}

async function produce(production: Production): Promise<PartReceipt> {
  const { attempt, now } = production;
  const [uri] = partUris(attempt);
  const startedAt = now().toISOString();
  const letters = await lettersOf(production, uri);
  try {
    const part = await writePart(production, { uri, letters });
    return await committed(production, { part, letters, startedAt });
  } catch (error) {
    await letters.abort();
    throw error;
  }
}

interface Made {
  readonly part: Part;
  readonly letters: Letters;
  readonly startedAt: string;
}

/** Leaves the receipt beside the part, and beside both the bad records. */
async function committed(
  { attempt, storages, now }: Production,
  { part: { bytes, ...made }, letters, startedAt }: Made,
): Promise<PartReceipt> {
  const { partition } = attempt;
  const [partUri, receiptUri] = partUris(attempt);
  const rejected = letters.count;
  const receipt: PartReceipt = {
    task: partition.task,
    attempt: attempt.attempt,
    worker: attempt.worker,
    revision: attempt.revision ?? 0,
    slices: partition.slices,
    ...made,
    ...(rejected > 0 && { rejected }),
    itemsIn: made.itemsIn + takenOut(attempt),
    bytesOut: bytes,
    startedAt,
    endedAt: now().toISOString(),
  };
  const storage = storages(receiptUri);
  try {
    await letters.commit();
    await writeText(storage, receiptUri, `${JSON.stringify(receipt)}\n`);
  } catch (error) {
    await storage.remove(partUri);
    throw error;
  }
  return receipt;
}

/** Records that the processor never saw. */
function takenOut({ selection }: Attempt): number {
  return selection && 'without' in selection ? selection.without.length : 0;
}
