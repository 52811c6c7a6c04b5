import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  TemporalFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { type Failure, isFailureType } from '../domain/failure.ts';
import type { ResultFile } from '../domain/part.ts';
import type { PlanSummary } from '../domain/plan.ts';
import type { Progress, TaskFailure } from '../domain/progress.ts';

/** The result of a job, in place. */
export interface Consolidated {
  readonly results: readonly ResultFile[];
  /** Whether it lacks what some tasks would have made. */
  readonly isPartial: boolean;
}

/** How the work of a job came to its end. */
export type Ending =
  | ({ readonly state: 'succeeded' } & Consolidated)
  | { readonly state: 'failed' | 'cancelled'; readonly message: string };

/** Turns what work throws into an ending. What is not a failure of the work is a bug, and stays an exception. */
export async function endingOf(work: Promise<Consolidated>): Promise<Ending> {
  try {
    return { state: 'succeeded', ...(await work) };
  } catch (error) {
    if (isCancellation(error)) return { state: 'cancelled', message: 'the job was cancelled' };
    if (!(error instanceof TemporalFailure)) throw error;
    return { state: 'failed', message: failureOf(error).message };
  }
}

/** The sentence and the type that an activity failed with. */
export function failureOf(error: Error): Failure {
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  if (cause instanceof TimeoutFailure) {
    return {
      type: 'TaskTimeout',
      message: 'no worker finished it: attempts timed out or their workers died',
    };
  }
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  return { type: isFailureType(type) ? type : 'Bug', message: cause.message };
}

/** The failure of a task. Its details, where the activity could still speak, are the task's number and its attempts. */
export function taskFailureOf(task: number, error: ActivityFailure): TaskFailure {
  const { cause } = error;
  const attempts = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  return { task, attempts: typeof attempts === 'number' ? attempts : 0, ...failureOf(error) };
}

/** What a job throws when more tasks failed for good than it tolerates. */
export function jobFailed(progress: Progress, plan: PlanSummary): ApplicationFailure {
  return ApplicationFailure.nonRetryable(tooManyFailed(progress, plan), 'JobFailed');
}

/** Says which task failed, or of many how many and the first. */
export function tooManyFailed({ failures, tasks }: Progress, plan: PlanSummary): string {
  const [first] = failures;
  if (!first) return `${tasks.failed} tasks failed`;
  const { task, attempts, message } = first;
  const name = plan.labels?.[task];
  const tries = attempts > 1 ? ` after ${attempts} attempts` : '';
  const many = tasks.failed > 1 ? `${tasks.failed} tasks failed; the first: ` : '';
  return `${many}task ${task}${name ? ` (${name})` : ''} failed${tries}: ${message}`;
}
