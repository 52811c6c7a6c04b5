import type { NotificationSpec } from '../config/job-config.ts';
import type { JobSummary } from '../domain/outcome.ts';
import { notifierOf } from '../notifiers/index.ts';
import { whileBeating } from './failures.ts';

export interface NotifyInput {
  readonly notification: NotificationSpec;
  readonly summary: JobSummary;
}

/** Tells one receiver how the job ended. At least once: a retry may tell it again. */
export function notifyActivity() {
  return async ({ notification, summary }: NotifyInput): Promise<void> =>
    whileBeating(async (signal) => notifierOf(notification).send(notification, summary, signal));
}
