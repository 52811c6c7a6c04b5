import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { servesWithin } from '../../../src/dev/health.ts';
import { exited, root } from '../../support/djc.ts';
import { isRunning } from '../../support/processes.ts';
import type { Cast } from './round.ts';
import { until } from './until.ts';

/** A process of the play. */
interface Actor {
  readonly role: 'dev' | 'worker' | 'cli';
  /** The name it has as a worker. */
  readonly identity: string;
  readonly pid: number;
  readonly child: ChildProcess;
}

export interface Actors {
  readonly all: () => readonly Actor[];
  /** The server's address and process. */
  server(): Promise<ServerRecord>;
  /** Starts those that are missing. Answers which workers had ended by themselves, in words. */
  enter(): Promise<readonly string[]>;
  /** Forgets one that was killed. */
  forget(pid: number): void;
  /** Ends all in order. */
  exit(): Promise<void>;
}

interface ServerRecord {
  readonly pid: number;
  readonly address: string;
}

export interface Scene {
  readonly cast: Cast;
  readonly job: string;
  readonly jobFile: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** What they say is kept there. */
  readonly log: string;
}

const trapped = [fileURLToPath(new URL('../trapped/djc.mjs', import.meta.url))];
const plain = [`${root}dist/cli/main.js`];
const workers = 2;
const slots = ['--max-concurrent-tasks', '2'];

export function assemble(scene: Scene): Actors {
  const { cast, job, jobFile, home, env, log } = scene;
  let actors: Actor[] = [];
  let count = 0;
  let isSubmitted = false;

  const server = async (): Promise<ServerRecord> =>
    JSON.parse(await readFile(`${home}/.local/state/djc/server.json`, 'utf8'));
  const start = (role: Actor['role'], args: readonly string[], identity?: string) => {
    const file = openSync(log, 'a');
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', file, file] });
    closeSync(file);
    const pid = child.pid ?? 0;
    actors.push({ role, child, pid, identity: identity ?? `${hostname()}-${pid}` });
  };
  const has = (role: Actor['role']) => actors.filter((it) => it.role === role).length;
  const startWorker = () => {
    const name = `worker-${(count += 1)}`;
    start(
      'worker',
      [...trapped, 'worker', '--use-local', '--allow-commands', '--worker-id', name, ...slots],
      name,
    );
  };
  const startCli = () => {
    const isRun = cast === 'run';
    const own = isRun ? [...trapped, 'run'] : plain;
    const flags = isRun ? ['--use-local', '--allow-commands', ...slots] : ['--use-local'];
    const what = isSubmitted
      ? isRun
        ? ['--attach', job]
        : ['wait', job]
      : isRun
        ? [jobFile, '--id', job]
        : ['submit', jobFile, '--id', job, '--wait'];
    start('cli', [...own, ...what, ...flags]);
    isSubmitted = true;
  };

  return {
    all: () => actors,
    server,
    async enter() {
      const gone = actors.filter(
        ({ child }) => child.exitCode !== null || child.signalCode !== null,
      );
      actors = actors.filter((it) => !gone.includes(it));
      const isAlive = await server().then(
        async ({ pid }) => isRunning(String(pid)),
        () => false,
      );
      if (!isAlive && (cast === 'workers' || isSubmitted)) {
        start('dev', [...plain, 'dev']);
        await served(server);
      }
      const missing = cast === 'workers' ? workers - has('worker') : 0;
      for (let i = 0; i < missing; i += 1) startWorker();
      if (has('cli') === 0) startCli();
      const strange = gone.filter(({ role }) => role === 'worker');
      return strange.map(
        ({ role, child }) => `${role} ended with ${child.exitCode ?? child.signalCode}`,
      );
    },
    forget: (pid) => void (actors = actors.filter((it) => it.pid !== pid)),
    async exit() {
      for (const role of ['cli', 'worker', 'dev'] as const) {
        const these = actors.filter((it) => it.role === role);
        for (const { child } of these) child.kill('SIGTERM');
        for (const { child } of these) await exited(child);
      }
    },
  };
}

/** Waits until a living server serves. */
async function served(server: () => Promise<ServerRecord>): Promise<void> {
  await until('the server serves', async () => {
    const record = await server().catch(() => undefined);
    if (!record || !(await isRunning(String(record.pid)))) return false;
    return servesWithin(1_000, record.address, () => true);
  });
}
