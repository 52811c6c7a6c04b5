import { type PartReceipt, partName } from '../domain/part.ts';
import { type Slice, usualRules } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import { partitionerOf } from '../partitioners/index.ts';
import { processorOf, processorTypes } from '../processors/index.ts';
import type { Processor, Tally, TaskContext } from '../processors/processor.ts';
import type { Storages } from '../storage/index.ts';
import type { Written } from '../storage/storage.ts';
import { writeText } from '../storage/text.ts';
import { dataErrorOf, failureOf } from './failure.ts';
import { gather } from './gather.ts';
import type { Guard } from './guard.ts';
import { checkInputs } from './inputs.ts';
import { keepSaved } from './log-keeper.ts';
import type { Attempt, Control } from './runner.ts';
import { spawnGroup } from './process-group.ts';
import { scratchFor } from './scratch.ts';
import { createTaskLog, type TaskLog } from './task-log.ts';

export interface PartDeps {
  readonly storages: Storages;
  /** The clock. */
  readonly now: () => Date;
  /** Looks after the programs that processors start. */
  readonly guard?: Guard;
}

interface Production extends PartDeps {
  readonly attempt: Attempt;
  readonly control: Control;
  readonly log: TaskLog;
}

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
  const closeLog = keepSaved(log.text, async (text) => writeText(storage, attempt.log, text));
  try {
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
  const { attempt, storages, now } = production;
  const { partition } = attempt;
  const [partUri, receiptUri] = partUris(attempt);
  const startedAt = now().toISOString();
  const { bytes, sha256, ...tally } = await writePart(production, partUri);
  const receipt: PartReceipt = {
    task: partition.task,
    attempt: attempt.attempt,
    worker: attempt.worker,
    revision: attempt.revision ?? 0,
    slices: partition.slices,
    ...tally,
    bytesOut: bytes,
    sha256,
    startedAt,
    endedAt: now().toISOString(),
  };
  const storage = storages(receiptUri);
  try {
    await writeText(storage, receiptUri, `${JSON.stringify(receipt)}\n`);
  } catch (error) {
    await storage.remove(partUri);
    throw error;
  }
  return receipt;
}

interface Part extends Tally, Written {
  readonly bytesIn: number;
}

async function writePart(production: Production, uri: string): Promise<Part> {
  const { attempt, control, storages } = production;
  const { slices } = attempt.partition;
  const processor = processorFor(attempt);
  await checkInputs(slices, storages);
  const output = await storages(uri).write(uri);
  const scratch = scratchFor(uri, storages);
  try {
    const part = gather((bytes) => output.write(bytes));
    const input = countedInput(production);
    const context = { ...contextOf(production), ...input, ...part, scratch };
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

function processorFor({ algorithm }: Attempt): Processor {
  const processor = processorOf(algorithm);
  if (processor) return processor;
  throw new DataError(
    'BadConfig',
    `expected an algorithm.type that this worker knows (${processorTypes.join(', ')}), got ${algorithm.type}; is the worker older than the client?`,
  );
}

function contextOf({
  attempt,
  control,
  log,
  guard,
}: Production): Omit<TaskContext, 'read' | 'write' | 'scratch'> {
  const {
    job,
    format,
    rules = usualRules,
    partition,
    memory,
    nonRetryableExitCodes = [],
  } = attempt;
  return {
    job,
    task: partition.task,
    attempt: attempt.attempt,
    format,
    rules,
    memory,
    slices: partition.slices,
    advance: (cursor) => control.onProgress(cursor),
    log: (message) => log.info(message),
    signal: control.signal,
    spawn: (argv, options) => spawnGroup(argv, { ...options, guard, memory }),
    nonRetryableExitCodes,
  };
}

/** Reads slices by the rule of their format, and counts the bytes. */
function countedInput({ attempt, control, storages }: Production) {
  const partitioner = partitionerOf(attempt.format);
  let total = 0;
  return {
    async *read(slice: Slice): AsyncGenerator<Uint8Array> {
      for await (const block of partitioner.read(slice, storages(slice.uri), attempt.rules)) {
        control.signal.throwIfAborted();
        total += block.length;
        yield block;
      }
    },
    bytes: () => total,
  };
}
