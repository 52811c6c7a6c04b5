import { join } from 'node:path';
import type { Cursor } from '../../src/domain/part.ts';
import {
  type BatchSize,
  type Input,
  type InputFormat,
  type RecordRules,
  type Slice,
  usualRules,
} from '../../src/domain/plan.ts';
import { partitionerOf } from '../../src/partitioners/index.ts';
import { oneByOne } from '../../src/partitioners/one-by-one.ts';
import { algorithmSchema, camelCased, processorOf } from '../../src/processors/index.ts';
import type { Algorithm, Tally } from '../../src/processors/processor.ts';
import { spawnGroup } from '../../src/runners/process-group.ts';
import { scratchFor } from '../../src/runners/scratch.ts';
import { hasHeader } from '../../src/partitioners/pieces.ts';
import { storages } from '../../src/storage/index.ts';
import { localFiles } from '../../src/storage/local.ts';
import { temporaryFolder } from './folder.ts';
import { looksInto } from './looks.ts';
import type { Storage } from '../../src/storage/storage.ts';

export interface ProcessorRun {
  /** As in a job file. */
  readonly algorithm: object;
  readonly format: InputFormat;
  readonly slices: readonly Slice[];
  readonly storage?: Storage;
  readonly signal?: AbortSignal;
  readonly rules?: RecordRules;
  /** Bytes. */
  readonly memory?: number | undefined;
  readonly nonRetryableExitCodes?: readonly number[];
}

export interface ProcessorAnswer extends Tally {
  readonly part: Buffer;
  readonly log: readonly string[];
  readonly cursors: readonly Cursor[];
}

/** Runs a processor in this thread over real files, and answers all that came of it. */
export async function runProcessor({
  format,
  slices,
  algorithm,
  storage = localFiles(),
  signal = new AbortController().signal,
  rules = usualRules,
  memory,
  nonRetryableExitCodes = [],
}: ProcessorRun): Promise<ProcessorAnswer> {
  const checked = algorithmOf(algorithm);
  const read = (slice: Slice) => partitionerOf(format).read(slice, storage, rules);
  const [blocks, log, cursors]: [Buffer[], string[], Cursor[]] = [[], [], []];
  const tally = await processorOf(checked)!.run(
    {
      job: 'test-job',
      task: 7,
      attempt: 2,
      format,
      rules,
      memory,
      slices,
      isSelection: false,
      signal,
      read,
      records: (slice) =>
        oneByOne({ slice, format, hasHeader: hasHeader(format, rules), blocks: read(slice) }),
      reject: async ({ bytes }, reason) => {
        throw new Error(`rejected ${Buffer.from(bytes).toString()}: ${reason}`);
      },
      write: async (bytes) => void blocks.push(Buffer.from(bytes)),
      advance: (cursor) => void cursors.push(cursor),
      log: (message) => void log.push(message),
      spawn: spawnGroup,
      nonRetryableExitCodes,
      scratch: scratchFor(join(await temporaryFolder(), 'part'), storages()),
    },
    checked,
  );
  return { ...tally, part: Buffer.concat(blocks), log, cursors };
}

/** An algorithm as the code gets it, from one as a job file has it. */
export function algorithmOf(algorithm: object): Algorithm {
  return camelCased(algorithmSchema.parse(algorithm));
}

/** The slices of files, by task. */
export async function tasksOf(
  format: InputFormat,
  paths: readonly string[],
  batch: BatchSize = { bytes: Infinity },
): Promise<readonly (readonly Slice[])[]> {
  const tasks: (readonly Slice[])[] = [];
  const groups = partitionerOf(format).cut(inputsOf(paths), batch, looksInto(storages()));
  for await (const task of groups) tasks.push(task);
  return tasks;
}

async function* inputsOf(paths: readonly string[]): AsyncGenerator<Input> {
  for (const path of paths) yield (await localFiles().stat(path))!;
}
