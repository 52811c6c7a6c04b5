import { jobConfigFromObject, type JobFile, readJobFile } from './config/load.ts';
import type { Orchestrator } from './orchestrator/orchestrator.ts';
import type { ServerAccess } from './orchestrator/server-access.ts';
import type { TaskWorker } from './worker/task-worker.ts';

export { type JobFile, JobFileError, type Problem } from './config/load.ts';
export type { JobState, TaskCounts, TaskState } from './domain/job-state.ts';
export type { JobSummary } from './domain/outcome.ts';
export * from './errors.ts';
export type {
  JobListing,
  JobStatus,
  ListOptions,
  LogLine,
  LogOptions,
  Orchestrator,
  WaitOptions,
} from './orchestrator/orchestrator.ts';
export { defineProcessor, type OwnProcessor } from './processors/module.ts';
export type { OneRecord } from './partitioners/one-by-one.ts';
export type { Tally, TaskContext } from './processors/processor.ts';

/** A job as a person describes it, checked and with its defaults filled in. */
export const JobConfig = {
  /** Reads a job file. Throws a `UsageError` that lists everything that is wrong with it. */
  async fromYaml(
    path: string,
    options: { readonly env?: NodeJS.ProcessEnv } = {},
  ): Promise<JobFile> {
    return readJobFile(path, { env: options.env ?? process.env, set: [] });
  },
  /** Checks a job given as a value, with the keys of a job file; relative paths are relative to `base`. */
  fromObject(value: unknown, options: { readonly base?: string } = {}): JobFile {
    return jobConfigFromObject(value, { base: options.base ?? process.cwd() });
  },
};

export interface OrchestratorOptions {
  /** `host:port` of a Temporal server; from Temporal's environment configuration unless given. */
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Uses the embedded server, starts it where it does not run, and runs a worker in this process. */
  readonly local?: boolean | undefined;
  /** With `local`: whether the worker may run `command` tasks. */
  readonly allowCommands?: boolean | undefined;
  /** With `local`: tasks that the worker runs at once; the number of cores unless given. */
  readonly maxConcurrentTasks?: number | undefined;
}

/** Connects to a Temporal server. `close()` what it answers: it holds connections, and may hold a server and a worker. */
export async function createOrchestrator(options: OrchestratorOptions = {}): Promise<Orchestrator> {
  const { local, allowCommands, maxConcurrentTasks, ...where } = options;
  // Not at the top: a module of a person's own loads djc too, and needs none of these.
  const [{ connect }, { jobOrchestrator }] = await Promise.all([
    import('./orchestrator/connect.ts'),
    import('./orchestrator/job-orchestrator.ts'),
  ]);
  const server = await connect({
    ...where,
    useLocal: local,
    startLocal: local,
    env: process.env,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const orchestrator = await jobOrchestrator(server);
  if (!local) return orchestrator;
  const worker = await startWorker(server, { allowCommands, maxConcurrentTasks }).catch(
    async (error: unknown) => {
      await orchestrator.close();
      throw error;
    },
  );
  return {
    ...orchestrator,
    async close() {
      await worker.shutdown();
      await orchestrator.close();
    },
  };
}

async function startWorker(
  server: ServerAccess,
  { allowCommands, maxConcurrentTasks }: OrchestratorOptions,
): Promise<TaskWorker> {
  const { startTaskWorker } = await import('./worker/task-worker.ts');
  return startTaskWorker(server, {
    pool: 'default',
    control: true,
    allowCommands: allowCommands ?? false,
    maxConcurrentTasks,
  });
}
