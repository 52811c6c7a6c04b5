import type { JobSpec } from '../config/job-config.ts';
import { batchSize, mostTasks } from '../domain/batch.ts';
import { labelOf } from '../domain/label.ts';
import type { BatchSize, Input, PlanSummary, Slice } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import { partitionerOf } from '../partitioners/index.ts';
import type { Looks } from '../partitioners/partitioner.ts';
import type { Storages } from '../storage/index.ts';
import { listInputs } from './inputs.ts';
import { planWriter } from './plan-pages.ts';

/** Jobs of more tasks than this name them by number only: their labels would fill the history. */
const labelledTasks = 500;

export interface Planning {
  readonly storages: Storages;
  readonly scanQuotes: Looks['scanQuotes'];
  readonly spec: JobSpec;
  /** The folder for the plan's pages. */
  readonly planUri: string;
  /** Tasks that can run at once, as far as the planner knows. */
  readonly slots: number;
  /** Takes what a person should know of the plan, a line at a time. */
  readonly say: (line: string) => void;
  /** Ends the planning, as its reason. */
  readonly signal: AbortSignal;
}

/** Lists the inputs twice, to measure and then to cut them, and writes the plan, of which it never holds the whole. */
export async function writePlan(planning: Planning): Promise<PlanSummary> {
  const { storages, spec, planUri, slots } = planning;
  const { files, bytes } = await measure(listInputs(planning));
  const batch = batchSize({
    requested: spec.advanced.batchSize ?? {},
    files,
    isWholeFiles: spec.input.format === 'files',
    totalBytes: bytes,
    slots: spec.compute.maxConcurrentTasks ?? slots,
  });
  const writer = planWriter(storages(planUri), planUri);
  try {
    const labels = await writeTasks(planning, batch, writer);
    const tasks = await writer.finish(spec);
    return { planUri, tasks, files, bytes, ...(tasks <= labelledTasks && { labels }) };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Cuts the inputs into tasks. Answers their labels. */
async function writeTasks(
  planning: Planning,
  batch: BatchSize,
  writer: ReturnType<typeof planWriter>,
): Promise<readonly string[]> {
  const { storages, spec, slots, say, scanQuotes } = planning;
  const partitioner = partitionerOf(spec.input.format);
  const labels: string[] = [];
  // So that no thread waits for the next one to be asked for.
  const looks = { storages, scanQuotes, scansAtOnce: 2 * slots };
  for await (const slices of partitioner.cut(listInputs(planning), batch, looks)) {
    if (labels.length === mostTasks) throw tooManyTasks();
    const why = uncutBecause(slices, batch, partitioner.neverCut);
    const label = `${labelOf(slices)}${why === undefined ? '' : ` (not cut: ${why})`}`;
    if (why !== undefined) say(label);
    labels.push(label);
    await writer.add(slices);
  }
  return labels;
}

/** Why a task has more input than others: one file that is bigger than a batch and cannot be cut. */
function uncutBecause(
  [first, ...others]: readonly Slice[],
  { bytes }: BatchSize,
  neverCut: (uri: string) => string | undefined = () => undefined,
): string | undefined {
  const isCut = first && first.end - first.start < first.size;
  if (!first || isCut || others.length > 0 || first.size <= bytes) return undefined;
  return neverCut(first.uri);
}

async function measure(inputs: AsyncIterable<Input>): Promise<{ files: number; bytes: number }> {
  let files = 0;
  let bytes = 0;
  for await (const { size } of inputs) {
    files += 1;
    bytes += size;
  }
  return { files, bytes };
}

function tooManyTasks(): DataError {
  return new DataError(
    'TooManyTasks',
    `expected at most ${mostTasks} tasks, but advanced.batch_size cuts the input into more; give each task more input`,
  );
}
