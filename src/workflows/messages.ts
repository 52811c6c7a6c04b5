import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Progress } from '../domain/progress.ts';

/** Everything a client may say to a running job. */
export const cancelJob = defineSignal('cancel');
export const progressQuery = defineQuery<Progress>('progress');
