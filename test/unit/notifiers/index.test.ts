import { expect, test } from 'vitest';
import { notificationSchema, notifierOf, notifiers } from '../../../src/notifiers/index.ts';

test('each notifier is found by the type that its options name', () => {
  const notification = notificationSchema.parse({ type: 'webhook', url: 'http://x' });
  expect(notifierOf(notification).type).toBe('webhook');
  expect(notifiers.map(({ type }) => type)).toEqual(['webhook']);
});

test('a webhook is told of every end but a cancellation, unless the job file says otherwise', () => {
  const written = { type: 'webhook', url: 'http://x' };
  expect(notificationSchema.parse(written).on).toEqual(['succeeded', 'failed', 'attention']);
  expect(notificationSchema.parse({ ...written, on: ['cancelled'] }).on).toEqual(['cancelled']);
});
