import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerUnreachableError } from '../errors.ts';
import { servesWithin } from './health.ts';

const SERVES_WITHIN = 30_000;

export interface TemporalServerOptions {
  /** The Temporal CLI. */
  readonly binary: string;
  readonly env: NodeJS.ProcessEnv;
  /** Free ports of 127.0.0.1. Without one for the web UI there is none. */
  readonly ports: { readonly grpc: number; readonly ui?: number };
  /** Where it runs, and keeps its log (`server.log`, new each time) and its database. */
  readonly folder: string;
  /** The database's file name in the folder; without one the server keeps all in memory. */
  readonly database?: string;
}

/** A Temporal development server that was started just now. */
export interface TemporalServer {
  readonly pid: number;
  /** `host:port` */
  readonly address: string;
  /** Waits up to 30 s until it serves its `default` namespace, else throws a ServerUnreachableError with its last words. */
  readonly ready: () => Promise<void>;
}

/**
 * Starts a Temporal development server in a session of its own: a Ctrl-C in the terminal doesn't reach it, it outlives
 * the caller, and it doesn't keep the caller's event loop alive. Throws a ServerUnreachableError.
 */
export async function startTemporal(options: TemporalServerOptions): Promise<TemporalServer> {
  const { server, pid } = await launch(options).catch((error: unknown) => {
    throw startFailure(options, String(error));
  });
  const address = `127.0.0.1:${String(options.ports.grpc)}`;
  const isAlive = (): boolean => server.exitCode === null && server.signalCode === null;
  return {
    pid,
    address,
    ready: async () => {
      if (await servesWithin(SERVES_WITHIN, address, isAlive)) return;
      throw startFailure(options, await lastLines(logOf(options)));
    },
  };
}

async function launch(
  options: TemporalServerOptions,
): Promise<{ server: ChildProcess; pid: number }> {
  const log = openSync(logOf(options), 'w');
  try {
    const server = spawn(options.binary, argumentsFor(options), {
      cwd: options.folder,
      detached: true,
      env: withoutTemporal(options.env),
      stdio: ['ignore', log, log],
    });
    server.unref();
    if (server.pid !== undefined) return { server, pid: server.pid };
    const [cause] = await once(server, 'error');
    throw cause;
  } finally {
    closeSync(log);
  }
}

/**
 * A task queue of four partitions, as servers have it by default, hands the last tasks of a backlog out up to a second
 * late where few poll it: they wait in one partition while the poll waits at another. One partition is fast enough here.
 */
const onePartition = ['Read', 'Write'].flatMap((kind) => [
  '--dynamic-config-value',
  `matching.numTaskqueue${kind}Partitions=1`,
]);

/**
 * The database goes by its bare name: in a path SQLite takes `?` and `%` for its own. The pragmas double the rate of
 * activities, and a killed server still loses nothing.
 */
function argumentsFor({ ports, database }: TemporalServerOptions): readonly string[] {
  return [
    ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.grpc)],
    ports.ui === undefined ? ['--headless'] : ['--ui-port', String(ports.ui)],
    database === undefined ? [] : ['--db-filename', database],
    database === undefined ? [] : ['--sqlite-pragma', 'journal_mode=wal'],
    database === undefined ? [] : ['--sqlite-pragma', 'synchronous=normal'],
    ['--log-level', 'warn'],
    onePartition,
  ].flat();
}

/** The environment names servers to clients; the CLI would take it for the settings of the server it starts. */
function withoutTemporal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

function startFailure(options: TemporalServerOptions, lastWords: string): ServerUnreachableError {
  const unnamed = lastWords.includes('unknown userid')
    ? 'It needs a user with a name: add this one to /etc/passwd, or run as another. '
    : '';
  return new ServerUnreachableError(`The embedded Temporal server did not start:\n${lastWords}`, {
    hint: `${unnamed}Its program is ${options.binary} (DJC_TEMPORAL_BIN names another), its log ${logOf(options)}.`,
  });
}

function logOf({ folder }: TemporalServerOptions): string {
  return join(folder, 'server.log');
}

/** Lines of the server's log are long, and say what is wrong at their end. */
async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  const lines = text.trimEnd().split('\n').slice(-5);
  return lines.map((it) => (it.length > 400 ? `…${it.slice(-400)}` : it)).join('\n');
}
