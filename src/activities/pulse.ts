import { Context } from '@temporalio/activity';
import type { Cursor } from '../domain/part.ts';

/** What a heartbeat of a task carries: the next attempt gets it, and `djc status` reads it. */
export interface Heartbeat {
  /** Attempts that failed by the task's own fault so far. */
  readonly charged: number;
  readonly cursor: Cursor;
}

export interface Pulse {
  readonly progress: (cursor: Cursor) => void;
  /** How many attempts the task has used up before this one. */
  charged(): number;
  /** Charges attempts to the task; answers how many it has used up. */
  charge(attempts: number): number;
  stop(): void;
}

/** More often than the SDK sends, which is every three seconds at most. */
const interval = 1_000;

const start: Cursor = { items: 0, bytes: 0 };

/** Heartbeats until stopped. What the task was charged with survives from attempt to attempt in the heartbeat itself. */
export function startPulse(): Pulse {
  const context = Context.current();
  let heartbeat: Heartbeat = {
    charged: chargedSoFar(context.info.heartbeatDetails),
    cursor: start,
  };
  const beat = () => context.heartbeat(heartbeat);
  const timer = setInterval(beat, interval);
  beat();

  return {
    charged: () => heartbeat.charged,
    progress(cursor) {
      heartbeat = { ...heartbeat, cursor };
    },
    charge(attempts) {
      heartbeat = { charged: heartbeat.charged + attempts, cursor: start };
      beat();
      return heartbeat.charged;
    },
    stop: () => clearInterval(timer),
  };
}

function chargedSoFar(details: unknown): number {
  const known = typeof details === 'object' && details !== null && 'charged' in details;
  return known && typeof details.charged === 'number' ? details.charged : 0;
}
