import { stat } from 'node:fs/promises';
import { processorOf } from '../processors/index.ts';
import { type Child, startChild } from './child.ts';
import type { Guard } from './guard.ts';
import type { Attempt } from './runner.ts';

/** Children that wait for the next attempt with the code they have loaded. */
interface ChildPool {
  /** A child of the caller's own until it is given back. */
  take(attempt: Attempt): Promise<Child>;
  /** Waits until a dead one's processes are gone. */
  giveBack(child: Child): Promise<void>;
  /** Ends those that wait. */
  close(): Promise<void>;
}

export interface ChildPoolOptions {
  /** Children at once, those that wait included; no more may be taken. */
  readonly max: number;
  readonly guard: Guard;
  /** Their program, unless it is child-entry.ts. */
  readonly entry?: URL | undefined;
  /** More for their Node. */
  readonly execArgv?: readonly string[];
}

/** Milliseconds until a child without work ends. */
const idleTimeout = 30_000;

export function createChildPool({
  max,
  guard,
  entry = ownEntry,
  execArgv = [],
}: ChildPoolOptions): ChildPool {
  /** Those that wait, the longest first. */
  const idle = new Map<Child, NodeJS.Timeout>();
  let alive = 0;

  const wake = (child: Child) => {
    clearTimeout(idle.get(child));
    idle.delete(child);
  };
  const end = async (child: Child) => {
    wake(child);
    await child.end();
    alive--;
  };

  return {
    async take(attempt) {
      const code = codeOf(attempt);
      const key = await keyOf(code);
      const hot = [...idle.keys()].find((it) => it.key === key && it.isAlive());
      if (hot) {
        wake(hot);
        return hot;
      }
      const [oldest] = idle.keys();
      if (oldest && alive >= max) await end(oldest);
      alive++;
      return startChild({ key, guard, entry, execArgv: [...loadersFor(code), ...execArgv] });
    },
    async giveBack(child) {
      if (!child.isAlive()) return end(child);
      idle.set(child, setTimeout(() => void end(child), idleTimeout).unref());
    },
    async close() {
      await Promise.all([...idle.keys()].map(end));
    },
  };
}

// In a checkout the source runs as it is.
const isSource = import.meta.url.endsWith('.ts');
const ownEntry = new URL(`./child-entry.${isSource ? 'ts' : 'js'}`, import.meta.url);

/** The file of code that an attempt is about. */
function codeOf({ algorithm }: Attempt): string {
  return processorOf(algorithm)?.ownCode?.(algorithm) ?? algorithm.type;
}

/** Another for each version of the file. */
async function keyOf(code: string): Promise<string> {
  const found = await stat(code).catch(() => undefined);
  return `${code} ${found?.mtimeMs} ${found?.size}`;
}

/** Node loads TypeScript itself since 22.18. */
function loadersFor(code: string): readonly string[] {
  const isTyped = /\.m?ts$/.test(code);
  const isAble = 'typescript' in process.features && Boolean(process.features.typescript);
  return isSource || (isTyped && !isAble) ? ['--import', import.meta.resolve('tsx')] : [];
}
