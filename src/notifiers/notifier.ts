import type { z } from 'zod';
import type { JobState, TaskCounts } from '../domain/job-state.ts';

/** The states of a job that someone may want to be told of. */
export const notifiableStates = [
  'succeeded',
  'failed',
  'cancelled',
  'attention',
] as const satisfies readonly JobState[];

/** What a notification tells: how a job stands. */
export interface JobEvent {
  readonly job: string;
  readonly name: string;
  readonly state: (typeof notifiableStates)[number];
  /** The output folder. */
  readonly output: string;
  /** Why it did not succeed. */
  readonly message?: string | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601; absent while the job waits for a person. */
  readonly endedAt?: string | undefined;
  readonly tasks: TaskCounts;
  /** Input files, and their bytes. */
  readonly files: number;
  readonly bytes: number;
}

/** One word for `notification.type`: a way to tell somebody how a job stands. */
export interface Notifier<Options> {
  readonly type: string;
  readonly summary: string;
  /** Of one entry of `notification`. */
  readonly schema: z.ZodType<Options>;
  /**
   * Tells it, once; the caller tries again. Throws `NotificationRefused` where the receiver does not take it, and the
   * signal's reason where that aborts.
   */
  send(options: Options, event: JobEvent, signal: AbortSignal): Promise<void>;
}
