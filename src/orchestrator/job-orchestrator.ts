import { Client, Connection } from '@temporalio/client';
import { ServerUnreachableError } from '../errors.ts';
import { storages } from '../storage/index.ts';
import { cancelJob } from './cancel.ts';
import { listJobs } from './list.ts';
import { jobLogs } from './logs.ts';
import type { Orchestrator } from './orchestrator.ts';
import type { ServerAccess } from './server-access.ts';
import { jobStatus } from './status.ts';
import { submitJob } from './submit.ts';
import { waitForJob } from './wait.ts';

/** How long a server may take to answer before it counts as unreachable. */
const patience = '3 seconds';

/** What every question to the server needs. */
export interface JobClient {
  readonly client: Client;
  readonly uiUrl: string | undefined;
  readonly namespace: string;
}

/** Connects to a server and answers questions about its jobs. Throws `ServerUnreachableError` after 3 seconds. */
export async function jobOrchestrator(server: ServerAccess): Promise<Orchestrator> {
  const { address, namespace, uiUrl } = server;
  const connection = await connected(server);
  const jobs: JobClient = { client: new Client({ connection, namespace }), uiUrl, namespace };
  const status = async (id: string) => jobStatus(jobs, id);

  return {
    address,
    submitJob: async (job, options) => submitJob(jobs, job, options),
    getJob: status,
    waitForJob: async (id, options) => waitForJob(jobs, id, options),
    cancelJob: async (id, options) => cancelJob(jobs, id, options),
    listJobs: async (options) => listJobs(jobs, options),
    jobLogs: (id, options) => jobLogs({ status, storages: storages() }, id, options),
    jobResult: async (id) => (await status(id)).summary,
    async close() {
      await connection.close();
      await server.leave();
    },
  };
}

async function connected(server: ServerAccess): Promise<Connection> {
  try {
    return await Connection.connect({ ...server.connection, connectTimeout: patience });
  } catch (error) {
    await server.leave();
    throw new ServerUnreachableError(`no Temporal server answers at ${server.address}`, {
      hint: 'check the address (--address, TEMPORAL_ADDRESS), or start a server here with `djc dev`',
      cause: error,
    });
  }
}
