import { controlQueue, taskQueue } from '../domain/queues.ts';
import type { JobClient } from './job-client.ts';
import type { JobMemo } from './memo.ts';
import type { PendingTask } from './pending.ts';

/** A poll lasts a minute, so a worker that lives has polled within the last one. In milliseconds. */
const pollLasts = 70_000;

type QueueType = 'workflow' | 'activity';

/** `TaskQueueType` of Temporal's API. */
const queueTypes: Readonly<Record<QueueType, number>> = { workflow: 1, activity: 2 };

interface Question {
  readonly jobs: JobClient;
  readonly memo: JobMemo;
  readonly pending: readonly PendingTask[];
  /** Whether a worker answered the query for the job's progress. */
  readonly answered: boolean;
}

/** The worker that a job lacks, in words; undefined where nothing is missing. */
export async function waitingFor(question: Question): Promise<string | undefined> {
  const { jobs, memo, pending, answered } = question;
  const controlled = answered || (await isPolled(jobs, controlQueue, 'workflow'));
  if (!controlled) return 'a worker (start one with `djc worker`)';
  const { pool, processor } = memo;
  if (pending.length === 0 || pending.some(({ started }) => started)) return undefined;
  if (await isPolled(jobs, taskQueue({ pool, type: processor }), 'activity')) return undefined;
  return `a worker of pool ${pool} for ${processor} tasks`;
}

async function isPolled(
  { client, namespace }: JobClient,
  queue: string,
  type: QueueType,
): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: queue },
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum lives in a package that djc does not depend on
    taskQueueType: queueTypes[type],
  });
  const oldest = Date.now() - pollLasts;
  return (pollers ?? []).some(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > oldest,
  );
}
