import type { BatchSize } from './plan.ts';

const MiB = 1024 ** 2;

/** How much input one task gets when the job file does not say and there is plenty. */
const usualBytes = 64 * MiB;

/** Less than this is not worth a task of its own: a task costs the server some milliseconds. */
const leastBytes = MiB;

/** The most files in a pack, however small they are: each has a place in the plan and is opened by itself. */
const usualFiles = 1_000;

/** So that no slot idles long while the last tasks run. */
const tasksPerSlot = 4;

/** A job with more tasks than this does not fit one workflow history. */
export const mostTasks = 2_000;

interface Demand {
  /** `advanced.batch_size`; what it names is obeyed as it stands. */
  readonly requested: { readonly bytes?: number | undefined; readonly items?: number | undefined };
  /** Input files. */
  readonly files: number;
  /** Whether an item is a whole file: then its bytes tell little about its work. */
  readonly isWholeFiles: boolean;
  /** Of all inputs. */
  readonly totalBytes: number;
  /** Tasks that can run at once, as far as the planner knows. */
  readonly slots: number;
}

/**
 * How much input a task gets: 64 MiB or 1,000 files, less when there would be fewer than four tasks a slot, more when
 * there would be too many tasks for one history.
 */
export function batchSize(demand: Demand): BatchSize {
  const { requested, files, isWholeFiles, totalBytes, slots } = demand;
  if (requested.items !== undefined)
    return { bytes: Number.MAX_SAFE_INTEGER, items: requested.items };
  const fair = (amount: number) => Math.ceil(amount / (tasksPerSlot * slots));
  const isFair = isWholeFiles && requested.bytes === undefined;
  const fewest = isFair ? Math.min(usualFiles, fair(files)) : usualFiles;
  return {
    bytes:
      requested.bytes ??
      Math.max(leastBytes, fitting(totalBytes), Math.min(usualBytes, fair(totalBytes))),
    items: Math.max(1, fewest, fitting(files)),
  };
}

/** A task's share of what few enough tasks take together. */
function fitting(amount: number): number {
  return Math.ceil(amount / (mostTasks / 2));
}
