import type { ActivitySlotInfo, CustomSlotSupplier } from '@temporalio/worker';
import pLimit from 'p-limit';
import { inTurn } from '../runners/turn.ts';

/** The slots of one worker process, shared by all the queues it serves. */
export interface Slots {
  /** A supplier for one queue. */
  readonly supplier: () => CustomSlotSupplier<ActivitySlotInfo>;
  /** Waits for a free slot, then runs; what still waits when the worker drains is refused with the drain's reason. */
  readonly turn: <T>(run: () => Promise<T>) => Promise<T>;
}

const { signal: never } = new AbortController();

/**
 * The SDK reserves a slot before it polls, so a count of reserved slots would let the idle polls of empty queues starve
 * the busy one. This counts slots in use instead: a queue may poll while fewer than `count` are, with one reservation at
 * a time. So at most one task a queue arrives too early; it waits for its turn in the process.
 */
export function sharedSlots(count: number, drain: AbortSignal = never): Slots {
  const limit = pLimit(count);
  let used = 0;
  let sleepers: (() => void)[] = [];
  const wake = () => {
    const woken = sleepers;
    sleepers = [];
    for (const resolve of woken) resolve();
  };
  const change = async (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const awake = () => {
        signal.removeEventListener('abort', awake);
        resolve();
      };
      sleepers.push(awake);
      signal.addEventListener('abort', awake);
    });

  return {
    turn: async (run) => inTurn(limit, drain, run),
    supplier() {
      let polling = false;
      const mayPoll = () => !polling && used < count;
      return {
        type: 'custom',
        async reserveSlot(_context, signal) {
          while (!mayPoll()) {
            signal.throwIfAborted();
            await change(signal);
          }
          polling = true;
          return {};
        },
        // Eager tasks would come past the polls and this count.
        tryReserveSlot: () => null,
        markSlotUsed() {
          used += 1;
          polling = false;
          wake();
        },
        releaseSlot({ slotInfo }) {
          // A permit that no task used is released without one.
          if (slotInfo) used -= 1;
          else polling = false;
          wake();
        },
      };
    },
  };
}
