import type { NotificationSpec } from '../config/job-config.ts';
import { notifierOf } from '../notifiers/index.ts';
import type { JobEvent } from '../notifiers/notifier.ts';
import { whileBeating } from './failures.ts';

export interface NotifyInput {
  readonly notification: NotificationSpec;
  readonly event: JobEvent;
}

/** Tells one receiver how the job stands. At least once: a retry may tell it again. */
export function notifyActivity() {
  return async ({ notification, event }: NotifyInput): Promise<void> =>
    whileBeating(async (signal) => notifierOf(notification).send(notification, event, signal));
}
