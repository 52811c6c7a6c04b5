import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { foldersOf } from '../../src/dev/folders.ts';
import { findTemporal } from '../../src/dev/temporal-binary.ts';
import { temporaryFolder } from './folder.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Started = ChildProcess & { readonly output: () => string };

export interface Djc {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs the built djc to its end. */
  run(...args: readonly string[]): Promise<Ended>;
  /** Starts the built djc; killed when the test ends, should it still run. */
  start(...args: readonly string[]): Started;
  /** Starts another Node program in the same home. */
  startNode(...args: readonly string[]): Started;
  /** Runs another Node program in the same home. */
  node(...args: readonly string[]): Promise<Ended>;
}

/** djc as one user has it: a home of its own, so an embedded server of its own. */
export async function newUser(cwd = root): Promise<Djc> {
  const home = await temporaryFolder();
  const { PATH } = process.env;
  const temporal = await findTemporal({
    env: process.env,
    cache: foldersOf(process.env).cache,
    temp: tmpdir(),
    say: (line) => console.error(line),
  });
  const env = { PATH, HOME: home, DJC_TEMPORAL_BIN: temporal, NO_COLOR: '1' };
  const main = `${root}dist/cli/main.js`;
  await access(main);
  const node = async (...args: readonly string[]) => ended(args, { cwd, env });

  const startNode = (...args: readonly string[]): Started => {
    const child = spawn(process.execPath, args, { cwd, env });
    onTestFinished(async () => gone(child));
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    }
    return Object.assign(child, { output: () => text });
  };

  return {
    home,
    env,
    node,
    startNode,
    run: async (...args) => node(main, ...args),
    start: (...args) => startNode(main, ...args),
  };
}

async function ended(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { ...options, maxBuffer: 2 ** 26 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** Ends a process the gentle way, so that it ends what it started, and waits for it. */
async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  // A stopped one hears nothing.
  child.kill('SIGCONT');
  await exited(child);
}

export async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise((resolve) => child.once('exit', resolve));
  }
  return child.exitCode;
}

/** Waits until a value is there, asking again and again. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  return vi.waitFor(
    async () => {
      const value = await ask();
      if (value === undefined) throw new Error('not yet');
      return value;
    },
    { timeout: 90_000, interval: 100 },
  );
}
