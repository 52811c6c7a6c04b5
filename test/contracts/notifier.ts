import { describe, expect, test } from 'vitest';
import type { JobEvent, Notifier } from '../../src/notifiers/notifier.ts';

/** A receiver for one test: real, and on this machine. */
export interface OpenNotifier<Options> {
  readonly notifier: Notifier<Options>;
  /** As a job file has them, with keys in snake_case; they lead to the receiver. */
  readonly written: unknown;
  /** What has come in, as text. */
  readonly received: () => readonly string[];
  /** From now on the receiver takes nothing. */
  readonly refuse: () => void;
  /** From now on the receiver does not answer; resolves when a message has come in. */
  readonly stall: () => Promise<void>;
}

export const event: JobEvent = {
  job: 'words-x1',
  name: 'words',
  state: 'failed',
  output: '/jobs/out ü\n',
  message: 'a task failed',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:01:00.000Z',
  tasks: {
    total: 3,
    waiting: 0,
    running: 0,
    retrying: 0,
    succeeded: 2,
    failed: 1,
    skipped: 0,
    cancelled: 0,
  },
  files: 2,
  bytes: 1_024,
};

const never = new AbortController().signal;

/** What every notifier must do. A new notifier calls this once and adds only what is its own. */
export function describeNotifier<Options>(
  name: string,
  open: () => Promise<OpenNotifier<Options>>,
): void {
  const prepare = async () => {
    const receiver = await open();
    return { ...receiver, options: receiver.notifier.schema.parse(receiver.written) };
  };

  describe(`${name} keeps the notifier contract`, () => {
    test('is chosen by its type, and refuses options it does not know', async () => {
      const { notifier, written } = await open();
      expect(written).toMatchObject({ type: notifier.type });
      expect(notifier.schema.safeParse({ ...Object(written), unknown: 1 }).success).toBe(false);
    });

    test('its options are plain JSON', async () => {
      const { options } = await prepare();
      expect(JSON.parse(JSON.stringify(options))).toStrictEqual(options);
    });

    test('tells the job, its state and why, once', async () => {
      const { notifier, options, received } = await prepare();
      await notifier.send(options, event, never);
      expect(received()).toHaveLength(1);
      for (const told of ['words-x1', 'failed', 'a task failed'])
        expect(received()[0]).toContain(told);
    });

    test('a receiver that takes nothing is NotificationRefused', async () => {
      const { notifier, options, refuse } = await prepare();
      refuse();
      await expect(notifier.send(options, event, never)).rejects.toMatchObject({
        name: 'DataError',
        type: 'NotificationRefused',
      });
    });

    test('stops when its signal says so, before and while it sends', async () => {
      const { notifier, options, received, stall } = await prepare();
      const reason = new Error('enough');
      await expect(notifier.send(options, event, AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(received()).toEqual([]);

      const controller = new AbortController();
      const stopped = stall().then(() => controller.abort(reason));
      const sending = notifier.send(options, event, controller.signal);
      await expect(Promise.all([sending, stopped])).rejects.toBe(reason);
    });
  });
}
