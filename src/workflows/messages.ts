import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { JobSpec } from '../config/job-config.ts';
import type { JobDocument } from '../config/load.ts';
import type { Progress } from '../domain/progress.ts';
import type { Revision } from '../domain/standing.ts';

/** Runs failed tasks of a parked job again. */
export interface RetryRequest {
  /** All failed tasks unless given. */
  readonly tasks?: readonly number[] | undefined;
  /** The job with changed settings, for these tasks and all that were not started yet. */
  readonly changed?: Changed | undefined;
}

/** A job with changed settings. */
interface Changed {
  readonly spec: JobSpec;
  readonly revision: Revision;
  /** What the spec was made of. */
  readonly document: JobDocument;
}

/** Everything a client may say to a running job. */
export const cancelJob = defineSignal('cancel');
export const retryTasks = defineSignal<[RetryRequest]>('retry');
export const acceptPartial = defineSignal('accept');
export const progressQuery = defineQuery<Progress>('progress');
