import type { Runners } from '../runners/index.ts';
import type { Storages } from '../storage/index.ts';

/** What activities need of the worker that runs them. */
export interface Dependencies {
  readonly storages: Storages;
  readonly runners: Runners;
  /** The name this worker leaves in receipts and logs. */
  readonly worker: string;
  /** Tasks this worker runs at once; the planner's guess of a pool's size. */
  readonly slots: number;
  readonly allowCommands: boolean;
  /** Waits until this worker may run one more task, then runs it. */
  readonly turn: <T>(run: () => Promise<T>) => Promise<T>;
  readonly now: () => Date;
  /** In [0, 1). */
  readonly random: () => number;
}
