import { vi } from 'vitest';
import type { JobStatus } from '../../src/orchestrator/orchestrator.ts';

/** Asks for a job's status until it is as wanted; answers it. */
export async function untilStatus(
  get: () => Promise<JobStatus>,
  holds: (status: JobStatus) => boolean,
): Promise<JobStatus> {
  return vi.waitFor(
    async () => {
      const status = await get();
      if (!holds(status)) throw new Error(`not yet: ${JSON.stringify(status)}`);
      return status;
    },
    { timeout: 60_000, interval: 100 },
  );
}
