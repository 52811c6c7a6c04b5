import type { Progress } from '../domain/progress.ts';
import { progressQuery } from '../workflows/messages.ts';
import type { JobClient } from './job-client.ts';

/** How long a worker may take to answer a query, in milliseconds; without one the memo must do. */
const queryPatience = 2_000;

/** What the workflow says, or undefined while no worker can ask it. */
export async function progressOf({ client }: JobClient, id: string): Promise<Progress | undefined> {
  try {
    return await client.withDeadline(Date.now() + queryPatience, async () =>
      client.workflow.getHandle(id).query(progressQuery),
    );
  } catch {
    return undefined;
  }
}
