import { z } from 'zod';
import { webhookNotifier } from './webhook.ts';

const webhook = webhookNotifier({ timeout: 10_000 });

/** Every built-in notifier. To add one: write its file, then name it here. */
export const notifiers = [webhook] as const;

/** One entry of `notification` in a job file. */
export const notificationSchema = z.discriminatedUnion('type', [webhook.schema]);

/** An entry of `notification` once the job file is loaded. */
export type NotificationSpec = z.output<typeof notificationSchema>;

const byType = new Map(notifiers.map((it) => [it.type, it]));

export function notifierOf({ type }: NotificationSpec) {
  // oxlint-disable-next-line typescript/no-non-null-assertion -- the schema admits the types of this map only
  return byType.get(type)!;
}
