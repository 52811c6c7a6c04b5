import { Client, Connection } from '@temporalio/client';
import { taskOfActivityId } from '../../../src/domain/queues.ts';

/** An attempt that is under way, as the server knows it. */
interface InFlight {
  readonly task: number;
  readonly worker: string;
}

/** Sees one job as the server does. Without a server it sees nothing. */
export interface Eye {
  inFlight(): Promise<readonly InFlight[]>;
  hasEnded(): Promise<boolean>;
  close(): Promise<void>;
}

const started = 2;

/** `address` is that of the server as it is now. */
export function openEye(job: string, address: () => Promise<string>): Eye {
  const connections = new Map<string, Connection>();
  const describe = async () => {
    const at = await address();
    const connection = connections.get(at) ?? (await Connection.connect({ address: at }));
    connections.set(at, connection);
    const client = new Client({ connection });
    return connection.withDeadline(Date.now() + 5_000, async () =>
      client.workflow.getHandle(job).describe(),
    );
  };
  return {
    async inFlight() {
      const { raw } = await describe();
      return (raw.pendingActivities ?? []).flatMap(({ activityId, state, lastWorkerIdentity }) => {
        const task = taskOfActivityId(activityId ?? '');
        if (task === undefined || Number(state) !== started) return [];
        return [{ task, worker: lastWorkerIdentity ?? '' }];
      });
    },
    async hasEnded() {
      try {
        const { status } = await describe();
        return status.name !== 'RUNNING';
      } catch {
        return false;
      }
    },
    async close() {
      for (const connection of connections.values()) await connection.close();
    },
  };
}
