import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldersOf } from '../../src/dev/folders.ts';
import { findTemporal } from '../../src/dev/temporal-binary.ts';
import { djcProgram } from './built.ts';
import { textOf } from './programs.ts';

/** A djc of its own, warm: the embedded server and one worker are running. */
export interface RunningDjc {
  /** Of the worker. */
  readonly pid: number;
  /** Runs djc to its end; answers its stdout, or throws with what it said. */
  readonly djc: (...args: readonly string[]) => Promise<string>;
  /** Starts another worker like the first. */
  readonly startWorker: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Runs one `djc` command to its end in a home of its own. */
export async function djcAlone(...args: readonly string[]): Promise<string> {
  return textOf([process.execPath, djcProgram, ...args], process.env);
}

export async function startDjc({ slots }: { readonly slots: number }): Promise<RunningDjc> {
  // Short, for the sockets that are made in it.
  const home = await mkdtemp(join(tmpdir(), 'djc-bench-'));
  const env = { PATH: process.env['PATH'], HOME: home, NO_COLOR: '1', ...(await temporalOf()) };
  const started: ChildProcess[] = [];
  const end = async (): Promise<void> => {
    for (const child of started.toReversed()) await endOf(child);
    await rm(home, { recursive: true, force: true });
  };
  const start = async (...args: readonly string[]): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [djcProgram, ...args, '--json'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    await said(child, args[0] ?? '');
    return child;
  };
  try {
    await start('dev');
    const limits = ['--max-concurrent-tasks', String(slots), '--allow-commands'];
    const worker = await start('worker', ...limits);
    return {
      pid: worker.pid!,
      startWorker: async () => void (await start('worker', ...limits)),
      djc: async (...args) => textOf([process.execPath, djcProgram, ...args], env),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function temporalOf(): Promise<NodeJS.ProcessEnv> {
  const { env } = process;
  const say = (line: string) => console.error(line);
  const { cache } = foldersOf(env);
  return { DJC_TEMPORAL_BIN: await findTemporal({ env, cache, temp: tmpdir(), say }) };
}

/** Waits until a process has printed its one document: from there on it serves. */
async function said(child: ChildProcess, name: string): Promise<void> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2_000)));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`djc ${name} ended before it served: ${words}`)));
  });
  child.stdout?.resume();
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
