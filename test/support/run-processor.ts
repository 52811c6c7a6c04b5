import { toCamelCaseKeys } from 'es-toolkit';
import type { Cursor } from '../../src/domain/part.ts';
import type { BatchSize, Input, InputFormat, Slice } from '../../src/domain/plan.ts';
import { partitionerOf } from '../../src/partitioners/index.ts';
import { algorithmSchema, processorOf } from '../../src/processors/index.ts';
import type { Algorithm, Tally } from '../../src/processors/processor.ts';
import { localFiles } from '../../src/storage/local.ts';
import type { Storage } from '../../src/storage/storage.ts';

export interface ProcessorRun {
  /** As in a job file. */
  readonly algorithm: object;
  readonly format: InputFormat;
  readonly slices: readonly Slice[];
  readonly storage?: Storage;
  readonly signal?: AbortSignal;
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
}: ProcessorRun): Promise<ProcessorAnswer> {
  const checked = algorithmOf(algorithm);
  const [blocks, log, cursors]: [Buffer[], string[], Cursor[]] = [[], [], []];
  const tally = await processorOf(checked)!.run(
    {
      job: 'test-job',
      task: 7,
      attempt: 2,
      format,
      slices,
      signal,
      read: (slice) => partitionerOf(format).read(slice, storage),
      write: async (bytes) => void blocks.push(Buffer.from(bytes)),
      advance: (cursor) => void cursors.push(cursor),
      log: (message) => void log.push(message),
    },
    checked,
  );
  return { ...tally, part: Buffer.concat(blocks), log, cursors };
}

/** An algorithm as the code gets it, from one as a job file has it. */
export function algorithmOf(algorithm: object): Algorithm {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema answers an object with a type
  return toCamelCaseKeys(algorithmSchema.parse(algorithm) as Algorithm);
}

/** The slices of files, by task. */
export async function tasksOf(
  format: InputFormat,
  paths: readonly string[],
  batch: BatchSize = { bytes: Infinity },
): Promise<readonly (readonly Slice[])[]> {
  const tasks: (readonly Slice[])[] = [];
  for await (const task of partitionerOf(format).cut(inputsOf(paths), batch)) tasks.push(task);
  return tasks;
}

async function* inputsOf(paths: readonly string[]): AsyncGenerator<Input> {
  for (const path of paths) yield (await localFiles().stat(path))!;
}
