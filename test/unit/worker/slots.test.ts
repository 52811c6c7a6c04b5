import type { CustomSlotSupplier, ActivitySlotInfo } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { sharedSlots } from '../../../src/worker/slots.ts';

type Supplier = CustomSlotSupplier<ActivitySlotInfo>;

const task: ActivitySlotInfo = { type: 'activity', activityType: 'runTask' };
const context = {
  slotType: 'activity',
  taskQueue: 'q',
  workerIdentity: 'w',
  workerBuildId: '',
  isSticky: false,
} as const;

const never = new AbortController().signal;
const use = (supplier: Supplier) => supplier.markSlotUsed({ slotInfo: task, permit: {} });
const release = (supplier: Supplier) => supplier.releaseSlot({ slotInfo: task, permit: {} });
const giveBack = (supplier: Supplier) => supplier.releaseSlot({ permit: {} });

/** Whether a reservation is granted without anything else happening. */
async function granted(reservation: Promise<unknown>): Promise<boolean> {
  return Promise.race([
    reservation.then(() => true),
    new Promise<false>((resolve) => setImmediate(resolve, false)),
  ]);
}

test('idle polls of empty queues do not starve the busy one', async () => {
  const slots = sharedSlots(2);
  const busy = slots.supplier();
  const empty = [slots.supplier(), slots.supplier()];
  for (const supplier of empty)
    expect(await granted(supplier.reserveSlot(context, never))).toBe(true);
  expect(await granted(busy.reserveSlot(context, never))).toBe(true);
  use(busy);
  expect(await granted(busy.reserveSlot(context, never))).toBe(true);
});

test('no more slots are given than there are', async () => {
  const supplier = sharedSlots(2).supplier();
  for (let i = 0; i < 2; i += 1) {
    await supplier.reserveSlot(context, never);
    use(supplier);
  }
  const third = supplier.reserveSlot(context, never);
  expect(await granted(third)).toBe(false);
  release(supplier);
  expect(await granted(third)).toBe(true);
});

test('a queue holds one reservation at a time', async () => {
  const supplier = sharedSlots(5).supplier();
  await supplier.reserveSlot(context, never);
  const second = supplier.reserveSlot(context, never);
  expect(await granted(second)).toBe(false);
  giveBack(supplier);
  expect(await granted(second)).toBe(true);
});

test('a reservation ends when the worker does', async () => {
  const supplier = sharedSlots(1).supplier();
  await supplier.reserveSlot(context, never);
  const stop = new AbortController();
  const second = supplier.reserveSlot(context, stop.signal);
  stop.abort();
  await expect(second).rejects.toThrow('aborted');
});

test('work waits for its turn', async () => {
  const { turn } = sharedSlots(1);
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  await Promise.all([turn(work), turn(work), turn(work)]);
  expect(most).toBe(1);
});

test('what still waits for its turn when the worker drains is refused, and so is what comes later', async () => {
  const drain = new AbortController();
  const { turn } = sharedSlots(1, drain.signal);
  let end: (() => void) | undefined;
  let running: Promise<string> | undefined;
  await new Promise<void>((begun) => {
    running = turn(async () => {
      begun();
      return new Promise((resolve) => (end = () => resolve('done')));
    });
  });
  const waiting = turn(async () => 'too late');
  drain.abort(new Error('going away'));
  await expect(waiting).rejects.toThrow('going away');
  await expect(turn(async () => 'too late')).rejects.toThrow('going away');
  end?.();
  await expect(running).resolves.toBe('done');
});
