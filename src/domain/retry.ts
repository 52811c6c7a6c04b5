import { type FailureType, failureTypes } from './failure.ts';

/** `advanced.retry` of a job file; times in milliseconds. */
export interface RetryPolicy {
  /** Attempts that a task may use up by its own fault. */
  readonly maxAttempts: number;
  readonly initialInterval: number;
  readonly backoffCoefficient: number;
  readonly maxInterval: number;
  /**
   * How far a wait may stray from the computed one. `full`: it is anything from none to that, so that tasks which failed
   * together do not come back together. As a fraction: 0.2 is ±20 %.
   */
  readonly jitter: 'full' | number;
  readonly nonRetryable: readonly FailureType[];
  /** Exit codes with which a command says that another attempt would not mend it. */
  readonly nonRetryableExitCodes?: readonly number[] | undefined;
}

/** Attempts lost to machines, not to the task, after which djc gives up: a task that kills every worker must end. */
export const infrastructureAttempts = 20;

export type Verdict =
  | { readonly kind: 'retry'; /** Milliseconds. */ readonly after: number }
  | { readonly kind: 'give up' };

interface FailedAttempt {
  readonly type: FailureType;
  /** Attempts charged to the task, this one included when it is the task's own fault. */
  readonly charged: number;
  readonly policy: RetryPolicy;
  /** In [0, 1). */
  readonly random: number;
}

/** Whether an attempt that failed in this way uses up one of the task's own. */
export function isCharged(type: FailureType): boolean {
  return failureTypes[type] !== 'infrastructure';
}

/** Whether a task is tried again, and after how long. */
export function judge({ type, charged, policy, random }: FailedAttempt): Verdict {
  if (!isCharged(type)) return { kind: 'retry', after: 0 };
  const final = failureTypes[type] === 'final' || policy.nonRetryable.includes(type);
  if (final || charged >= policy.maxAttempts) return { kind: 'give up' };
  return { kind: 'retry', after: backoff(charged, policy, random) };
}

/** Exponential backoff with jitter, in whole milliseconds. */
function backoff(failures: number, policy: RetryPolicy, random: number): number {
  const { initialInterval, backoffCoefficient, maxInterval, jitter } = policy;
  const plain = Math.min(maxInterval, initialInterval * backoffCoefficient ** (failures - 1));
  return Math.round(plain * (jitter === 'full' ? random : 1 + jitter * (2 * random - 1)));
}
