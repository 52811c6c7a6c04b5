import { Command, Option } from 'commander';
import { UsageError } from '../../errors.ts';
import type { ServerAccess } from '../../orchestrator/server-access.ts';
import type { TaskWorker } from '../../worker/task-worker.ts';
import { duration } from '../amounts.ts';
import { unlessStopped, withServer } from '../connection.ts';
import { type CliContext, say } from '../context.ts';
import { InterruptedError } from '../exit.ts';
import {
  allowCommandsOption,
  maxConcurrentTasksOption,
  type ServerFlags,
  withServerFlags,
} from '../options.ts';

interface WorkerFlags extends ServerFlags {
  readonly workerId?: string;
  readonly maxConcurrentTasks?: number;
  readonly taskTypes?: readonly string[];
  readonly pool: string;
  readonly allowCommands?: true;
  /** False with `--no-control`. */
  readonly control: boolean;
  readonly grace: string;
  readonly pollInterval?: string | true;
}

export function workerCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('worker')
      .description('run tasks of jobs on this machine, until Ctrl-C or SIGTERM')
      .option('--worker-id <id>', 'its name in logs and the web UI (default: host and pid)')
      .addOption(maxConcurrentTasksOption())
      .option('--task-types <type...>', 'the processor types it serves (default: all it can run)')
      .option('--pool <name>', 'the pool it belongs to (`compute.pool`)', 'default')
      .addOption(allowCommandsOption())
      .option('--no-control', 'run tasks only, not the planning and consolidation of jobs')
      .option('--grace <duration>', 'how long running tasks may go on once it is stopped', '10s')
      .addOption(new Option('--poll-interval [time]').hideHelp()),
  ).action(async (flags: WorkerFlags) => work(context, flags));
}

async function work(context: CliContext, flags: WorkerFlags): Promise<void> {
  if (flags.pollInterval !== undefined) throw noInterval();
  const { workerId, maxConcurrentTasks, taskTypes, pool, control, allowCommands = false } = flags;
  const grace = await graceOf(flags);
  const settings = { workerId, maxConcurrentTasks, taskTypes, pool, control, allowCommands, grace };
  await withServer(context, { ...flags, startLocal: flags.useLocal }, async (server) => {
    const worker = await context.startWorker(server, settings);
    await announce({ context, server, worker, flags });
    await untilItEnds(context, worker, grace);
  });
}

/** Milliseconds. */
async function graceOf({ grace }: WorkerFlags): Promise<number> {
  const { parseDuration } = await import('../../config/units.ts');
  const parsed = parseDuration(grace);
  if (parsed !== undefined) return parsed;
  throw new UsageError(`expected --grace to be a duration such as 10s or 2m, got ${grace}`);
}

function noInterval(): UsageError {
  return new UsageError(
    '--poll-interval has no meaning: workers wait at a task queue (a long poll) and get a task the moment there is one, so there is no interval',
    { hint: 'leave it out' },
  );
}

interface Started {
  readonly context: CliContext;
  readonly server: ServerAccess;
  readonly worker: TaskWorker;
  readonly flags: WorkerFlags;
}

async function announce({ context, server, worker, flags }: Started): Promise<void> {
  const { address, namespace } = server;
  const { workerId, taskTypes, maxConcurrentTasks } = worker;
  const { pool, control } = flags;
  say(
    context,
    `worker ${workerId} serves ${taskTypes.join(', ')} of pool ${pool} at ${address}, up to ${maxConcurrentTasks} at once`,
  );
  if (!flags.json) return;
  const { jsonLine } = await import('../json.ts');
  context.stdout.write(
    jsonLine({ workerId, address, namespace, pool, taskTypes, maxConcurrentTasks, control }),
  );
}

/** Ctrl-C and SIGTERM are the ordinary end: running tasks end within the grace, or are handed back. */
async function untilItEnds(context: CliContext, worker: TaskWorker, grace: number): Promise<void> {
  try {
    await unlessStopped(context.stop, worker.done);
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    say(context, `stopping: ${whatBecomes(grace)}`);
    context.onSecondStop(() => {
      say(context, 'stopping at once: running tasks are handed back');
      void worker.handBack().catch(() => undefined);
    });
    await worker.shutdown();
    say(context, 'stopped');
  }
}

function whatBecomes(grace: number): string {
  const again = 'once more to stop at once';
  if (grace === 0) return `running tasks are handed back (${again})`;
  return `running tasks may end within ${duration(grace)}, then they are handed back (${again})`;
}
