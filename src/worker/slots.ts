import type { ActivitySlotInfo, CustomSlotSupplier } from '@temporalio/worker';
import pLimit from 'p-limit';

/** The slots of one worker process, shared by all the queues it serves. */
export interface Slots {
  readonly supplier: CustomSlotSupplier<ActivitySlotInfo>;
  /** Waits for a free slot, then runs. */
  readonly turn: <T>(run: () => Promise<T>) => Promise<T>;
}

/**
 * The SDK reserves a slot before it polls, so a count of reserved slots would let the idle polls of empty queues starve
 * the busy one. This counts slots in use instead: a queue may poll while fewer than `count` are. With one poller a queue,
 * at most one task a queue arrives too early; it waits for its turn in the process.
 */
export function sharedSlots(count: number): Slots {
  let used = 0;
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };

  return {
    turn: pLimit(count),
    supplier: {
      type: 'custom',
      async reserveSlot(_context, signal) {
        while (used >= count) {
          signal.throwIfAborted();
          await new Promise<void>((resolve) => {
            waiting.push(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
        }
        return {};
      },
      // Eager tasks would come past the polls and this count.
      tryReserveSlot: () => null,
      markSlotUsed: () => void (used += 1),
      releaseSlot({ slotInfo }) {
        // A permit that was never used is released without its task.
        if (slotInfo) used -= 1;
        wake();
      },
    },
  };
}
