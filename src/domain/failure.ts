/**
 * How a failed attempt is answered.
 * - `retryable`: tried again, until the job file's `retry.max_attempts` are used up.
 * - `final`: never tried again; more attempts cannot mend it.
 * - `infrastructure`: tried again and not charged to the task: the machine failed, not the work.
 */
export type FailureClass = 'retryable' | 'final' | 'infrastructure';

/** Every type a failure may carry, with its class. `retry.non_retryable` in a job file names these. */
export const failureTypes = {
  /** An input named in the job file does not exist, or a glob matched nothing. */
  InputMissing: 'final',
  InputUnreadable: 'retryable',
  /** An input's size or modification time is no longer what the plan froze. */
  InputChanged: 'final',
  /** The bytes are not what the processor can read. */
  InputInvalid: 'final',
  /** The output folder holds another job's result, or files that are not djc's. */
  OutputTaken: 'final',
  OutputUnwritable: 'retryable',
  /** A setting that only the worker can judge is wrong. */
  BadConfig: 'final',
  TooManyTasks: 'final',
  /** A command ended with an exit code other than 0. */
  CommandFailed: 'retryable',
  /** A command ended with one of `retry.non_retryable_exit_codes`. */
  CommandRefused: 'final',
  /** The worker was started without `--allow-commands`. */
  CommandNotAllowed: 'final',
  /** An attempt took longer than `advanced.timeout`. */
  TaskTimeout: 'retryable',
  /** The thread or process of an attempt died. */
  TaskCrashed: 'retryable',
  /** A module threw an error. */
  ModuleFailed: 'retryable',
  /** The programs of an attempt held more memory than `compute.memory` allows. */
  MemoryExceeded: 'retryable',
  /** A part is not the bytes its receipt promises. */
  PartDamaged: 'final',
  /** The worker is going away; another one takes the task. */
  WorkerShutdown: 'infrastructure',
  NotificationRefused: 'retryable',
  /** djc itself is wrong. */
  Bug: 'retryable',
  /** A task failed for good, so the job did. */
  JobFailed: 'final',
  /** The job took longer than `advanced.job_timeout`. */
  JobTimeout: 'final',
} as const satisfies Record<string, FailureClass>;

export type FailureType = keyof typeof failureTypes;

/** A failure as a value: what crosses threads, processes and Temporal. */
export interface Failure {
  readonly type: FailureType;
  /** A sentence for a person: what was expected, what came, where. */
  readonly message: string;
}

export function isFailureType(type: unknown): type is FailureType {
  return typeof type === 'string' && Object.hasOwn(failureTypes, type);
}
