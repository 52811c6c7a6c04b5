import type { JobFile } from '../config/load.ts';
import { isEnd } from '../domain/job-state.ts';
import { UsageError } from '../errors.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { processorOf } from '../processors/index.ts';
import type { ServerAccess } from '../orchestrator/server-access.ts';
import { mayRunCommands } from './consent.ts';
import { type CliContext, say } from './context.ts';
import { InterruptedError } from './exit.ts';
import { type Arrival, followJob } from './follow.ts';
import type { RunFlags } from './options.ts';

export interface Run {
  readonly context: CliContext;
  readonly flags: RunFlags;
  /** Of the job to start; undefined to go on with the one of `--attach`. */
  readonly file: JobFile | undefined;
  readonly jobs: Orchestrator;
  readonly server: ServerAccess;
}

/** Starts a job, or goes on with one, and follows it; on the embedded server with a worker of its own. */
export async function runJob(run: Run): Promise<Arrival> {
  const { context, flags, server } = run;
  const { pool, processor, ownCode, ended } = await needsOf(run);
  if (ended) return startAndFollow(run);
  if (!server.local) {
    say(context, `no worker is started here: the tasks are for the workers at ${server.address}`);
    return startAndFollow(run);
  }
  const allowCommands =
    processor && processorOf({ type: processor })?.ownCode
      ? await mayRunCommands(context, { allowed: flags.allowCommands, processor, ownCode })
      : (flags.allowCommands ?? false);
  const { maxConcurrentTasks } = flags;
  const settings = { pool, maxConcurrentTasks, allowCommands, control: true };
  const worker = await context.startWorker(server, settings);
  try {
    // A worker that dies ends the run; one that ends in peace was shut down below.
    const following = startAndFollow(run);
    return await Promise.race([following, worker.done.then(async () => following)]);
  } finally {
    await worker.shutdown();
  }
}

/** What a worker must bring to do the job's tasks. */
interface Needs {
  readonly pool: string;
  readonly processor: string | undefined;
  /** The shell line, or the file of code, that it runs. */
  readonly ownCode?: string | undefined;
  readonly ended: boolean;
}

async function needsOf({ file, jobs, flags }: Run): Promise<Needs> {
  if (file) {
    const { algorithm, compute } = file.spec;
    const ownCode = processorOf(algorithm)?.ownCode?.(algorithm);
    return { pool: compute.pool, processor: algorithm.type, ownCode, ended: false };
  }
  const { pool = 'default', processor, state } = await jobs.getJob(attached(flags));
  return { pool, processor, ended: isEnd(state) };
}

async function startAndFollow(run: Run): Promise<Arrival> {
  const { context, file, flags, jobs, server } = run;
  context.stop.throwIfAborted();
  const job = file ? await jobs.submitJob(file, { id: flags.id }) : attached(flags);
  if (file) say(context, `started ${job}${server.uiUrl ? `, web UI at ${server.uiUrl}` : ''}`);
  try {
    return await followJob(context, jobs, { job, afresh: file === undefined });
  } catch (error) {
    throw error instanceof InterruptedError ? interruption(run, job) : error;
  }
}

function attached({ attach }: RunFlags): string {
  if (attach === undefined) throw new UsageError('expected a job file or --attach JOB');
  return attach;
}

/** Tells a person who left a job behind how to come back to it. */
function interruption({ context, flags, server }: Run, job: string): InterruptedError {
  const { useLocal, address, allowCommands } = flags;
  const where = [
    ...(useLocal ? ['--use-local'] : []),
    ...(address ? [`--address ${address}`] : []),
  ];
  if (!server.local)
    return new InterruptedError(`interrupted; ${job} goes on at the workers of ${server.address}`, {
      hint: `follow it with: ${['djc run --attach', job, ...where].join(' ')}`,
    });
  say(context, 'stopping: running tasks are handed back (Ctrl-C again to stop at once)');
  const flag = allowCommands ? ['--allow-commands'] : [];
  return new InterruptedError(`interrupted; ${job} has not ended and loses nothing`, {
    hint: `go on with: ${['djc run --attach', job, ...where, ...flag].join(' ')}`,
  });
}
