import { availableParallelism, hostname } from 'node:os';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { controlQueue, taskQueue } from '../domain/queues.ts';
import { DataError, ServerUnreachableError, UsageError } from '../errors.ts';
import type { ServerAccess } from '../orchestrator/server-access.ts';
import { processorOf, processorTypes } from '../processors/index.ts';
import { createRunners, realStores, type Runners, type Stores } from '../runners/index.ts';
import { bundlePath } from './bundle.ts';
import { quietRuntime } from './runtime.ts';
import { sharedSlots } from './slots.ts';

export interface WorkerSettings {
  /** Unique among the workers of a server; host name and process id unless given. */
  readonly workerId?: string | undefined;
  readonly pool: string;
  /** Over all queues of this worker. The number of cores unless given. */
  readonly maxConcurrentTasks?: number | undefined;
  /** The processor types it serves; all it can run unless given. */
  readonly taskTypes?: readonly string[] | undefined;
  readonly allowCommands: boolean;
  /** Whether it also serves workflows, planning, consolidation and notification. */
  readonly control: boolean;
  /** Milliseconds that running tasks may take to end once it shuts down; none unless given. */
  readonly grace?: number | undefined;
  /** Whatever djc knows unless given. */
  readonly stores?: Stores | undefined;
}

/** A worker that runs in this process. */
export interface TaskWorker {
  readonly workerId: string;
  readonly taskTypes: readonly string[];
  readonly maxConcurrentTasks: number;
  /** Settles when the worker has stopped, for whatever reason; rejects where it died. */
  readonly done: Promise<void>;
  /** Takes no more tasks, hands back those that still run when the grace is over, and waits until all is quiet. */
  shutdown(): Promise<void>;
  /** As `shutdown`, and hands the running tasks back now, whatever is left of the grace. */
  handBack(): Promise<void>;
}

/** Starts a worker that polls the queues of its pool and task types until it is shut down. */
export async function startTaskWorker(
  server: ServerAccess,
  settings: WorkerSettings,
): Promise<TaskWorker> {
  const taskTypes = servedTypes(settings);
  const workerId = settings.workerId ?? `${hostname()}-${process.pid}`;
  const slots = settings.maxConcurrentTasks ?? availableParallelism();
  const { stores = realStores() } = settings;
  const runners = createRunners({ maxThreads: slots, stores });
  const drain = new AbortController();
  quietRuntime();
  const connection = await connected(server);
  const workers = await createWorkers({
    server,
    connection,
    settings,
    workerId,
    taskTypes,
    slots,
    runners,
    drain: drain.signal,
    stores,
  });
  const done = runUntilStopped(workers, async () => {
    await runners.close();
    await connection.close();
  });
  // Whoever shut it down need not look at `done` too.
  done.catch(() => undefined);

  const shutdown = async () => {
    drain.abort(new DataError('WorkerShutdown', 'the worker is going away'));
    stopAll(workers);
    await done;
  };

  return {
    workerId,
    taskTypes,
    maxConcurrentTasks: slots,
    done,
    shutdown,
    async handBack() {
      const stopped = shutdown();
      await runners.close();
      await stopped;
    },
  };
}

/** The processor types a worker serves; a type it cannot run is refused. */
function servedTypes({ taskTypes, allowCommands }: WorkerSettings): readonly string[] {
  const able = processorTypes.filter((type) => allowCommands || !processorOf({ type })?.ownCode);
  for (const type of taskTypes ?? []) {
    if (able.includes(type)) continue;
    throw new UsageError(
      processorTypes.includes(type)
        ? `a worker runs ${type} tasks only when it is started with --allow-commands`
        : `expected task types among ${processorTypes.join(', ')}, got ${type}`,
    );
  }
  return taskTypes ?? able;
}

async function connected({ address, connection }: ServerAccess): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(connection);
  } catch (error) {
    throw new ServerUnreachableError(`no Temporal server answers at ${address}`, { cause: error });
  }
}

interface WorkerParts {
  readonly server: ServerAccess;
  readonly connection: NativeConnection;
  readonly settings: WorkerSettings;
  readonly workerId: string;
  readonly taskTypes: readonly string[];
  readonly slots: number;
  readonly runners: Runners;
  /** Aborted when the worker takes no more tasks. */
  readonly drain: AbortSignal;
  readonly stores: Stores;
}

/** The SDK wants a supplier for every kind of slot. */
const unused = { type: 'fixed-size', numSlots: 1 } as const;

/** One SDK worker a queue: the control queue, and one for each task type. All share the slots. */
async function createWorkers(parts: WorkerParts): Promise<readonly Worker[]> {
  const { server, connection, settings, workerId, taskTypes, slots, ...tools } = parts;
  const { runners, stores, drain } = tools;
  const { supplier, turn } = sharedSlots(slots, drain);
  const { runTask, ...control } = createActivities({
    storages: stores.storages,
    runners,
    worker: workerId,
    slots,
    allowCommands: settings.allowCommands,
    turn,
    now: () => new Date(),
    random: Math.random,
  });
  const common = {
    connection,
    namespace: server.namespace,
    identity: workerId,
    // Cancellation comes back with a heartbeat: this bounds how long it takes.
    maxHeartbeatThrottleInterval: '3 seconds',
    // Until it is over the SDK lets activities run; then it cancels them, and they hand themselves back.
    shutdownGraceTime: settings.grace ?? 0,
  };
  const forTasks = taskTypes.map(async (type) =>
    Worker.create({
      ...common,
      taskQueue: taskQueue({ pool: settings.pool, type }),
      activities: { runTask },
      activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 1 },
      tuner: {
        activityTaskSlotSupplier: supplier(),
        workflowTaskSlotSupplier: unused,
        localActivityTaskSlotSupplier: unused,
        nexusTaskSlotSupplier: unused,
      },
    }),
  );
  const forControl = async () =>
    Worker.create({
      ...common,
      taskQueue: controlQueue,
      workflowBundle: { codePath: bundlePath() },
      activities: control,
      maxConcurrentActivityTaskExecutions: 4,
    });
  return Promise.all(settings.control ? [forControl(), ...forTasks] : forTasks);
}

/** Runs until all have stopped. One that dies takes the others with it: half a worker would only look like one. */
async function runUntilStopped(
  workers: readonly Worker[],
  close: () => Promise<void>,
): Promise<void> {
  const runs = workers.map(async (worker) => {
    try {
      await worker.run();
    } finally {
      stopAll(workers);
    }
  });
  const outcomes = await Promise.allSettled(runs);
  await close();
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

function stopAll(workers: readonly Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}
