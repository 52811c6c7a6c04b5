import type { JobFile } from '../config/load.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { ServerAccess, ServerOptions } from '../orchestrator/server-access.ts';
import type { TaskWorker, WorkerSettings } from '../worker/task-worker.ts';

/** Everything a command may touch outside itself. */
export interface CliContext {
  readonly env: NodeJS.ProcessEnv;
  /** For what was asked for. */
  readonly stdout: Output;
  /** For everything said on the way. */
  readonly stderr: Output;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Aborted by the first Ctrl-C or SIGTERM, or when nobody reads stdout any more; its reason is the error to end with. */
  readonly stop: AbortSignal;
  /**
   * What the second Ctrl-C or SIGTERM does, instead of ending this process with 130. The process ends a moment later,
   * whether that is done or not.
   */
  readonly onSecondStop: (act: () => void) => void;
  /** What the process will exit with. */
  readonly setExitCode: (code: number) => void;
  /** Asks a person a yes-or-no question; undefined where nobody is there to answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Lines on stderr that are drawn over again; only for terminals. */
  readonly liveLines: () => Promise<LiveLines>;

  readonly readJob: (path: string, set: readonly string[]) => Promise<JobFile>;
  readonly connect: (options: Omit<ServerOptions, 'env' | 'say'>) => Promise<ServerAccess>;
  readonly orchestrator: (server: ServerAccess) => Promise<Orchestrator>;
  readonly startWorker: (server: ServerAccess, settings: WorkerSettings) => Promise<TaskWorker>;
  /** Where the embedded server keeps its database. */
  readonly stateFolder: () => Promise<string>;
  /** Resolves when the embedded server at this address (`host:port`) answers no more. */
  readonly serverEnd: (address: string) => Promise<void>;
}

export interface Output {
  readonly write: (text: string) => void;
  /** The terminal's width; undefined where it is none. */
  readonly columns: number | undefined;
}

export interface LiveLines {
  readonly draw: (lines: readonly string[]) => void;
  /** Takes the lines away and gives the cursor back. */
  readonly close: () => void;
}

/** Writes a line of what was asked for. */
export function print({ stdout }: CliContext, line: string): void {
  stdout.write(`${line}\n`);
}

/** Writes a line about what is going on. */
export function say({ stderr }: CliContext, line: string): void {
  stderr.write(`${line}\n`);
}
