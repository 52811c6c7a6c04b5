import { type Slice, usualRules } from '../domain/plan.ts';
import { openLetters, type Letters } from '../dead-letters/keep.ts';
import { rejectRecord } from '../dead-letters/reject.ts';
import { takeOut, type Taker } from '../dead-letters/take-out.ts';
import { DataError } from '../errors.ts';
import { oneByOne } from '../partitioners/one-by-one.ts';
import { hasHeader } from '../partitioners/pieces.ts';
import { processorOf, processorTypes } from '../processors/index.ts';
import type { Processor, TaskContext } from '../processors/processor.ts';
import type { Storages } from '../storage/index.ts';
import type { Guard } from './guard.ts';
import { spawnGroup } from './process-group.ts';
import type { Attempt, Control } from './runner.ts';
import { type Selected, selected } from './selecting.ts';
import type { TaskLog } from './task-log.ts';

export interface PartDeps {
  readonly storages: Storages;
  /** The clock. */
  readonly now: () => Date;
  /** Looks after the programs that processors start. */
  readonly guard?: Guard;
}

/** All that an attempt works with. */
export interface Production extends PartDeps {
  readonly attempt: Attempt;
  readonly control: Control;
  readonly log: TaskLog;
}

export function processorFor({ algorithm }: Attempt): Processor {
  const processor = processorOf(algorithm);
  if (processor) return processor;
  throw new DataError(
    'BadConfig',
    `expected an algorithm.type that this worker knows (${processorTypes.join(', ')}), got ${algorithm.type}; is the worker older than the client?`,
  );
}

/** Where the attempt's bad records go; those that it is to take out are there already. */
export async function lettersOf(production: Production, partUri: string): Promise<Letters> {
  const { attempt, storages } = production;
  const { selection, maxRejected: most = 0 } = attempt;
  const letters = openLetters({ partUri, most, storage: storages(partUri) });
  if (selection && 'without' in selection)
    await takeOut(takerOf(production), selection.without, letters);
  return letters;
}

function takerOf({ attempt, storages }: Production): Taker {
  const { partition, format, rules = usualRules, algorithm } = attempt;
  const { task, slices } = partition;
  return { task, attempt: attempt.attempt, slices, format, rules, algorithm, storages };
}

/** Slices, how they are read, and how many bytes of them were. */
export interface CountedInput {
  readonly slices: readonly Slice[];
  readonly read: TaskContext['read'];
  readonly bytes: () => number;
}

/** The attempt's input, read by the rule of its format. */
export function inputOf({ attempt, storages }: Production): Selected {
  const { partition, format, rules = usualRules, selection } = attempt;
  return selected({ slices: partition.slices, format, rules, selection, storages });
}

export function counted({ slices, read }: Selected, { signal }: Control): CountedInput {
  let total = 0;
  return {
    slices,
    async *read(slice) {
      for await (const block of read(slice)) {
        signal.throwIfAborted();
        total += block.length;
        yield block;
      }
    },
    bytes: () => total,
  };
}

/** What a processor is given, but for what depends on where its output goes. */
export function contextOf(
  production: Production,
  { slices, read, letters }: Pick<CountedInput, 'slices' | 'read'> & { readonly letters: Letters },
): Omit<TaskContext, 'write' | 'scratch'> {
  const { attempt, control, log, guard } = production;
  const { job, format, rules = usualRules, partition, memory } = attempt;
  const { nonRetryableExitCodes = [], selection } = attempt;
  return {
    job,
    task: partition.task,
    attempt: attempt.attempt,
    format,
    rules,
    memory,
    slices,
    isSelection: selection !== undefined,
    read,
    records: (slice) =>
      oneByOne({ slice, format, hasHeader: hasHeader(format, rules), blocks: read(slice) }),
    reject: async (record, reason) =>
      rejectRecord({ ...record, reason }, takerOf(production), letters),
    advance: (cursor) => control.onProgress(cursor),
    log: (message) => log.info(message),
    signal: control.signal,
    spawn: (argv, options) => spawnGroup(argv, { ...options, guard, memory }),
    nonRetryableExitCodes,
  };
}
