import { readJobFile } from '../../../src/config/load.ts';
import type { CliContext } from '../../../src/cli/context.ts';
import { InterruptedError } from '../../../src/cli/exit.ts';
import { runDjc } from '../../../src/cli/program.ts';
import type { JobSummary } from '../../../src/domain/outcome.ts';
import type {
  JobStatus,
  Orchestrator,
  WaitOptions,
} from '../../../src/orchestrator/orchestrator.ts';
import type { ServerAccess, ServerOptions } from '../../../src/orchestrator/server-access.ts';
import type { TaskWorker, WorkerSettings } from '../../../src/worker/task-worker.ts';

/** Noon on the reader's clock, wherever the tests run. */
export const noon = new Date(2026, 0, 2, 12, 0, 0).getTime();

export function secondsAfterNoon(seconds: number): string {
  return new Date(noon + seconds * 1000).toISOString();
}

const tasks = {
  total: 8,
  waiting: 2,
  running: 1,
  retrying: 1,
  succeeded: 4,
  failed: 0,
  skipped: 0,
  cancelled: 0,
};

const MiB = 1024 ** 2;

/** Waits as the real one does: until the signal stops it. */
export async function waitForStop(_id: string, { signal }: WaitOptions = {}): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stopped = () => {
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stopped);
    if (signal?.aborted) stopped();
  });
}

export const running: JobStatus = {
  job: 'word-count-x7k2q',
  state: 'running',
  tasks,
  name: 'word-count',
  files: 3,
  bytes: 24 * MiB,
  bytesDone: 12 * MiB,
  itemsDone: 1000,
  output: '/data/out',
  startedAt: secondsAfterNoon(-12),
  troubles: [
    {
      task: 3,
      attempts: 2,
      message: 'the disk is full',
      nextTryAt: secondsAfterNoon(4),
    },
  ],
  pool: 'default',
  processor: 'text_processor',
};

export const summary: JobSummary = {
  job: 'word-count-x7k2q',
  name: 'word-count',
  state: 'succeeded',
  tasks: { ...tasks, waiting: 0, running: 0, retrying: 0, succeeded: 8 },
  files: 3,
  bytes: 24 * MiB,
  itemsIn: 2000,
  output: '/data/out',
  results: [{ name: 'result.tsv', bytes: 62_464, sha256: 'ab12' }],
  failures: [],
  warnings: [],
  startedAt: secondsAfterNoon(-12),
  endedAt: secondsAfterNoon(-10.1),
};

export const succeeded: JobStatus = {
  ...running,
  state: 'succeeded',
  tasks: summary.tasks,
  bytesDone: 24 * MiB,
  troubles: [],
  endedAt: summary.endedAt,
  summary,
};

export const failedSummary: JobSummary = {
  ...summary,
  state: 'failed',
  bytesDone: 21 * MiB,
  message: 'task 3 failed for good',
  tasks: { ...summary.tasks, succeeded: 7, failed: 1 },
  results: [],
  failures: [{ task: 3, type: 'InputChanged', attempts: 1, message: 'a.log has changed' }],
};

export const embedded: ServerAccess = {
  address: '127.0.0.1:20001',
  namespace: 'default',
  connection: { address: '127.0.0.1:20001' },
  local: true,
  uiUrl: 'http://127.0.0.1:25001',
  leave: async () => undefined,
};

/** What a test says about the world around a command; whatever it does not name must not be touched. */
interface World {
  readonly jobs?: Partial<Orchestrator>;
  readonly server?: ServerAccess;
  readonly worker?: TaskWorker;
  /** Width of both streams; none where they are no terminals. */
  readonly columns?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly answer?: boolean;
  readonly serverEnd?: () => Promise<void>;
  readonly now?: () => number;
}

/** Runs command lines against a stand-in for the server, and records what they do. */
export function standIn(world: World = {}) {
  const stop = new AbortController();
  let secondStop: (() => void) | undefined;
  const seen = {
    out: '',
    err: '',
    exitCode: 0,
    drawn: [] as (readonly string[])[],
    questions: [] as string[],
    wanted: [] as Omit<ServerOptions, 'env' | 'say'>[],
    workers: [] as WorkerSettings[],
    closed: [] as string[],
  };
  const { columns, env = {}, answer, server = embedded } = world;
  const context: CliContext = {
    env,
    stdout: { write: (text) => void (seen.out += text), columns },
    stderr: { write: (text) => void (seen.err += text), columns },
    now: world.now ?? (() => noon),
    stop: stop.signal,
    onSecondStop: (act) => (secondStop = act),
    setExitCode: (code) => void (seen.exitCode = code),
    confirm:
      answer === undefined
        ? undefined
        : async (question) => {
            seen.questions.push(question);
            return answer;
          },
    liveLines: async () => ({
      draw: (lines) => void seen.drawn.push(lines),
      close: () => void seen.closed.push('live lines'),
    }),
    readJob: async (path, set) => readJobFile(path, { env, set }),
    connect: async (options) => {
      seen.wanted.push(options);
      return { ...server, leave: async () => void seen.closed.push('server') };
    },
    orchestrator: async () => ({
      ...untouched,
      ...world.jobs,
      close: async () => void seen.closed.push('orchestrator'),
    }),
    startWorker: async (_server, settings) => {
      seen.workers.push(settings);
      return world.worker ?? idleWorker(() => seen.closed.push('worker'));
    },
    stateFolder: async () => '/home/me/.local/state/djc',
    serverEnd: world.serverEnd ?? unexpected,
  };
  return {
    seen,
    /** As by Ctrl-C. */
    interrupt: () => {
      if (stop.signal.aborted) secondStop?.();
      else stop.abort(new InterruptedError('interrupted'));
    },
    djc: async (...args: readonly string[]) => {
      await runDjc(args, context);
      return seen;
    },
  };
}

function idleWorker(onShutdown: () => void): TaskWorker {
  return {
    workerId: 'here-1',
    taskTypes: ['text_processor', 'binary_processor'],
    maxConcurrentTasks: 2,
    done: new Promise(() => undefined),
    shutdown: async () => {
      onShutdown();
    },
    handBack: async () => undefined,
  };
}

function unexpected(): never {
  throw new Error('this command should not have asked that');
}

const untouched: Orchestrator = {
  address: embedded.address,
  submitJob: unexpected,
  getJob: unexpected,
  waitForJob: unexpected,
  retryJob: unexpected,
  acceptJob: unexpected,
  cancelJob: unexpected,
  listJobs: unexpected,
  jobLogs: unexpected,
  jobResult: unexpected,
  close: unexpected,
};
