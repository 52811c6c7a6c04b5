import { Client, Connection, ServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { ServerUnreachableError, UsageError } from '../errors.ts';
import { storages } from '../storage/index.ts';
import { cancelJob } from './cancel.ts';
import { listJobs } from './list.ts';
import type { JobClient } from './job-client.ts';
import { jobLogs } from './logs.ts';
import type { Orchestrator } from './orchestrator.ts';
import { acceptJob, retryJob } from './retry.ts';
import type { ServerAccess } from './server-access.ts';
import { jobStatus } from './status.ts';
import { submitJob } from './submit.ts';
import { waitForJob } from './wait.ts';

/** How long a server may take to answer before it counts as unreachable. */
const patience = '3 seconds';

/** Connects to a server and answers questions about its jobs. Throws `ServerUnreachableError` after 3 seconds. */
export async function jobOrchestrator(server: ServerAccess): Promise<Orchestrator> {
  const { address, namespace, uiUrl } = server;
  const connection = await connected(server);
  const jobs: JobClient = { client: new Client({ connection, namespace }), uiUrl, namespace };
  const status = async (id: string) => jobStatus(jobs, id);
  const answer = <T>(asked: Promise<T>) => answered(address, asked);

  return {
    address,
    submitJob: async (job, options) => answer(submitJob(jobs, job, options)),
    getJob: async (id) => answer(status(id)),
    waitForJob: async (id, options) => answer(waitForJob(jobs, id, options)),
    cancelJob: async (id, options) => answer(cancelJob(jobs, id, options)),
    retryJob: async (id, options) => answer(retryJob(jobs, id, options)),
    acceptJob: async (id) => answer(acceptJob(jobs, id)),
    listJobs: async (options) => answer(listJobs(jobs, options)),
    jobLogs: (id, options) => jobLogs({ status, storages: storages() }, id, options),
    jobResult: async (id) => (await answer(status(id))).summary,
    async close() {
      await connection.close();
      await server.leave();
    },
  };
}

/** A server that went away, or refuses, is told as such: the SDK's own message leaves out who and why. */
async function answered<T>(address: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NamespaceNotFoundError) {
      throw new UsageError(
        `expected a namespace that the server at ${address} has: ${error.message}`,
        {
          hint: 'name one with --namespace or TEMPORAL_NAMESPACE',
          cause: error,
        },
      );
    }
    if (!(error instanceof ServiceError)) throw error;
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new ServerUnreachableError(`the server at ${address} did not answer: ${reason}`, {
      cause: error,
    });
  }
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
