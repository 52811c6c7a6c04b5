import { Client, Connection } from '@temporalio/client';
import { inject, onTestFinished } from 'vitest';
import { jobOrchestrator } from '../../src/orchestrator/job-orchestrator.ts';
import type { Orchestrator } from '../../src/orchestrator/orchestrator.ts';
import type { ServerAccess } from '../../src/orchestrator/server-access.ts';
import { startTaskWorker, type WorkerSettings } from '../../src/worker/task-worker.ts';

/** The Temporal server that the workflow tests share. */
function testServer(): ServerAccess {
  const address = inject('temporalAddress');
  return {
    address,
    namespace: 'default',
    connection: { address },
    local: false,
    leave: async () => undefined,
  };
}

/** An orchestrator for the test that asks, closed when it ends. */
export async function testOrchestrator(): Promise<Orchestrator> {
  const orchestrator = await jobOrchestrator(testServer());
  onTestFinished(async () => orchestrator.close());
  return orchestrator;
}

/** A worker in this process for the test that asks, shut down when it ends. */
export async function testWorker(settings: Partial<WorkerSettings> = {}) {
  const worker = await startTaskWorker(testServer(), {
    pool: 'default',
    allowCommands: true,
    control: true,
    maxConcurrentTasks: 2,
    ...settings,
  });
  onTestFinished(async () => worker.shutdown());
  return worker;
}

/** A bare Temporal client, for what a person could do past djc. */
export async function testClient(): Promise<Client> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  onTestFinished(async () => connection.close());
  return new Client({ connection });
}
