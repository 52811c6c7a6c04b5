import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { readFile, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Folders } from './folders.ts';
import { servesWithin } from './health.ts';
import { withLock } from './lock.ts';
import { freePort } from './ports.ts';
import { endProcess, findProcess } from './process.ts';
import type { RunningProcess } from './process.ts';
import { findTemporal } from './temporal-binary.ts';
import { startTemporal } from './temporal-server.ts';
import { enter, isUsed } from './users.ts';

export interface JoinOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly folders: Folders;
  /** Whether to start the server when none runs; else only one that runs is joined. */
  readonly start: boolean;
  /** Told one line before anything that takes long. */
  readonly say: (line: string) => void;
}

/** The Temporal server that djc runs by itself: one for a state folder, shared by all who joined it. */
export interface EmbeddedServer {
  /** `host:port` */
  readonly address: string;
  readonly uiUrl: string;
  /** Ends the server when no living process uses it any more. Safe to call twice. */
  leave(): Promise<void>;
}

/** `server.json`: the server that runs, or ran when the machine went down. */
interface ServerRecord {
  readonly pid: number;
  readonly address: string;
  readonly ui_url: string;
  readonly started_at: string;
}

/** The files in a state folder. */
interface StateFiles {
  readonly folder: string;
  readonly server: string;
  /** Where `server.json` goes when its server has ended: the next one takes its ports, so that links stay valid. */
  readonly lastServer: string;
  readonly users: string;
}

/**
 * Joins the state folder's server, started now if need be (throws a ServerUnreachableError when it does not start).
 * With `start: false` it answers undefined when none runs, or the one that runs doesn't answer within 3 s.
 */
export async function joinServer(options: JoinOptions): Promise<EmbeddedServer | undefined> {
  const { state } = options.folders;
  if (!options.start && !existsSync(filesIn(state).server)) return undefined;
  return withLock(state, async () => {
    const files = filesIn(await realpath(state));
    const running = await findRunning(files, options);
    if (running === undefined && !options.start) return undefined;
    const server = running ?? (await startServer(files, options));
    const user = await enter(files.users);
    let left: Promise<void> | undefined;
    return {
      address: server.address,
      uiUrl: server.ui_url,
      leave: () => (left ??= leaveServer(files, server, user)),
    };
  });
}

async function findRunning(
  files: StateFiles,
  { start, say }: JoinOptions,
): Promise<ServerRecord | undefined> {
  const server = await readRecord(files.server);
  const running = server && (await processOf(server));
  if (server === undefined || running === undefined) return undefined;
  const isAlive = async (): Promise<boolean> => (await processOf(server)) !== undefined;
  if (await servesWithin(start ? 30_000 : 3000, server.address, isAlive)) return server;
  if (start) {
    say('The embedded Temporal server does not answer: djc ends it and starts it anew.');
    await endProcess(running);
  }
  return undefined;
}

async function startServer(
  files: StateFiles,
  { env, folders, say }: JoinOptions,
): Promise<ServerRecord> {
  const binary = await findTemporal({ env, cache: folders.cache, temp: tmpdir(), say });
  const last = (await readRecord(files.server)) ?? (await readRecord(files.lastServer));
  const ports = {
    grpc: await freePort(20_000, portIn(last?.address)),
    ui: await freePort(25_000, portIn(last?.ui_url)),
  };
  const { pid, address, ready } = await startTemporal({
    binary,
    env,
    ports,
    folder: files.folder,
    database: 'temporal.db',
  });
  const server = {
    pid,
    address,
    ui_url: `http://127.0.0.1:${String(ports.ui)}`,
    started_at: new Date().toISOString(),
  };
  // Before it's ready: whoever dies while waiting leaves a server that the next one finds.
  writeRecord(files, server);
  await ready().catch(async (error: unknown) => {
    await endServer(files, server);
    throw error;
  });
  return server;
}

async function leaveServer(files: StateFiles, joined: ServerRecord, user: string): Promise<void> {
  await withLock(files.folder, async () => {
    await rm(user, { force: true });
    if (await isUsed(files.users)) return;
    await endServer(files, (await readRecord(files.server)) ?? joined);
  });
}

async function endServer(files: StateFiles, server: ServerRecord): Promise<void> {
  const running = await processOf(server);
  if (running !== undefined) await endProcess(running);
  if (existsSync(files.server)) await rename(files.server, files.lastServer);
}

/** The server's process, unless it's dead and its pid another program's: one that isn't a server on this port. */
async function processOf({ pid, address }: ServerRecord): Promise<RunningProcess | undefined> {
  const found = await findProcess(pid);
  const port = String(portIn(address));
  return found?.command.includes(`server start-dev --ip 127.0.0.1 --port ${port} `)
    ? found
    : undefined;
}

/** At once, in two system calls: a process killed between start and record would leave a server that nobody finds. */
function writeRecord(files: StateFiles, server: ServerRecord): void {
  writeFileSync(`${files.server}.new`, `${JSON.stringify(server, undefined, 2)}\n`);
  renameSync(`${files.server}.new`, files.server);
}

async function readRecord(file: string): Promise<ServerRecord | undefined> {
  try {
    const record: ServerRecord = JSON.parse(await readFile(file, 'utf8'));
    return record;
  } catch {
    return undefined;
  }
}

function portIn(address: string | undefined): number | undefined {
  const digits = /:(\d+)$/u.exec(address ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function filesIn(folder: string): StateFiles {
  return {
    folder,
    server: join(folder, 'server.json'),
    lastServer: join(folder, 'last-server.json'),
    users: join(folder, 'users'),
  };
}
