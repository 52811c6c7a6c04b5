import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

/**
 * Does `work` while no other process (nor another call in this one) does any under the same folder's lock. Makes the
 * folder when it's not there. Waits for as long as the holder lives: the lock of a killed process is broken after 5 s.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const release = await acquire(folder);
  try {
    return await work();
  } finally {
    // A lock that was broken because this process was stopped for long is another's now.
    await release().catch(() => undefined);
  }
}

async function acquire(folder: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      return await lock(folder, {
        lockfilePath: join(folder, 'lock'),
        stale: 5000,
        update: 1000,
        // Its default throws into the void. Broken while this process was stopped: see withLock.
        onCompromised: () => undefined,
      });
    } catch (error) {
      if (!isHeld(error)) throw error;
      await pause(50);
    }
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOCKED';
}
