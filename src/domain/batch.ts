import type { BatchSize } from './plan.ts';

const MiB = 1024 ** 2;

/** How much input one task gets when the job file does not say and there is plenty. */
const usualBytes = 64 * MiB;

/** Less than this is not worth a task of its own: a task costs the server some milliseconds. */
const leastBytes = MiB;

/** So that no slot idles long while the last tasks run. */
const tasksPerSlot = 4;

/** A job with more tasks than this does not fit one workflow history. */
export const mostTasks = 2_000;

interface Demand {
  /** `advanced.batch_size`; what it names is obeyed as it stands. */
  readonly requested: { readonly bytes?: number | undefined; readonly items?: number | undefined };
  /** Of all inputs. */
  readonly totalBytes: number;
  /** Tasks that can run at once, as far as the planner knows. */
  readonly slots: number;
}

/**
 * How much input a task gets: 64 MiB, less when there would be fewer than four tasks a slot, more when there would be
 * too many tasks for one history.
 */
export function batchSize({ requested, totalBytes, slots }: Demand): BatchSize {
  const { bytes, items } = requested;
  if (bytes !== undefined) return { bytes };
  if (items !== undefined) return { bytes: Number.MAX_SAFE_INTEGER, items };
  const fair = Math.ceil(totalBytes / (tasksPerSlot * slots));
  const fitting = Math.ceil(totalBytes / (mostTasks / 2));
  return { bytes: Math.max(leastBytes, fitting, Math.min(usualBytes, fair)) };
}
