import type { Runners } from '../runners/index.ts';
import type { Storages } from '../storage/index.ts';
import { consolidateActivity } from './consolidate.ts';
import { notifyActivity } from './notify.ts';
import { planJobActivity } from './plan-job.ts';
import { requestCancelActivity } from './request-cancel.ts';
import { runTaskActivity } from './run-task.ts';
import { tidyUpActivity } from './tidy-up.ts';

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

/** Builds the activities over their dependencies; the worker passes real ones, tests pass their own. */
export function createActivities(dependencies: Dependencies) {
  return {
    planJob: planJobActivity(dependencies),
    runTask: runTaskActivity(dependencies),
    consolidate: consolidateActivity(dependencies),
    notify: notifyActivity(),
    requestCancel: requestCancelActivity(),
    tidyUp: tidyUpActivity(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
