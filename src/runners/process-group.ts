import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { DataError } from '../errors.ts';
import type { Guard } from './guard.ts';

export interface GroupOptions {
  /** Laid over the environment of this process; undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborting it stops the group: SIGTERM, then SIGKILL when the grace is over. */
  readonly signal: AbortSignal;
  /** Milliseconds between SIGTERM and SIGKILL; 5 s unless given. */
  readonly grace?: number | undefined;
  /** Whether the program can report to us on its file descriptor 3. */
  readonly reports?: boolean;
  /** Who else looks after the group. */
  readonly guard?: Guard | undefined;
  /** Bytes of memory that the guard lets it hold. */
  readonly memory?: number | undefined;
}

/** How the first process of a group ended: by itself with a code, or by a signal. */
export interface Ending {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

export interface Group {
  readonly child: ChildProcessWithoutNullStreams;
  /** What the program writes to file descriptor 3. */
  readonly reports: Readable;
  /** Kept once no process of the group is left. Rejects where the program cannot be started, or held too much memory. */
  readonly ended: Promise<Ending>;
}

/** Milliseconds between two looks at whether a group is gone. */
const lookEvery = 20;

/** Milliseconds. What is still there so long after a SIGKILL waits for a disk, and runs no more code. */
const afterKill = 2000;

/**
 * Starts a program as the head of its own process group. What it leaves in the background is stopped when it ends, as
 * the whole group is when the signal is aborted. A process that starts a session of its own is no longer of the group.
 */
export function spawnGroup(argv: readonly [string, ...string[]], options: GroupOptions): Group {
  const { signal, grace = 5000, guard, memory } = options;
  const child = startHead(argv, options);
  const { pid } = child;
  const endWatch = pid === undefined ? undefined : guard?.watch(pid);
  const endLimit =
    pid === undefined || memory === undefined ? undefined : guard?.limit(pid, memory);
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopGroup(child.pid, grace));
  const onAbort = async () => {
    await stop();
    // A process that has left the group may hold these open for as long as it lives.
    for (const stream of child.stdio) stream?.destroy();
  };
  signal.addEventListener('abort', () => void onAbort(), { once: true });
  if (signal.aborted) void onAbort();

  const waitForAll = async (): Promise<Ending> => {
    const [outcome] = await Promise.allSettled([endOf(child)]);
    await stop();
    endWatch?.();
    const verdict = endLimit?.();
    if (verdict) throw verdict;
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  };
  const [, , , reports] = child.stdio;
  return {
    child,
    reports: reports instanceof Readable ? reports : Readable.from([]),
    ended: waitForAll(),
  };
}

function startHead(
  [program, ...args]: readonly [string, ...string[]],
  { env, reports }: GroupOptions,
): ChildProcessWithoutNullStreams {
  const pipes = ['pipe', 'pipe', 'pipe', ...(reports ? (['pipe'] as const) : [])] as const;
  const options = { detached: true, env: { ...process.env, ...env }, stdio: [...pipes] };
  return spawn(program, args, options);
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      const message = `cannot start ${child.spawnfile}: ${cause.message}`;
      reject(new DataError('CommandFailed', message, { cause }));
    });
    child.once('exit', (code, signal) =>
      resolve({ code: code ?? undefined, signal: signal ?? undefined }),
    );
  });
}

async function stopGroup(group: number | undefined, grace: number): Promise<void> {
  if (group === undefined || !send('SIGTERM', group)) return;
  await waitUntilGone(group, grace);
  send('SIGKILL', group);
  await waitUntilGone(group, afterKill);
}

/** Ends a group without asking. */
export async function killGroup(group: number): Promise<void> {
  if (send('SIGKILL', group)) await waitUntilGone(group, afterKill);
}

async function waitUntilGone(group: number, atMost: number): Promise<void> {
  const end = performance.now() + atMost;
  while (performance.now() < end && send(0, group) && !(await isDead(group))) {
    await pause(lookEvery);
  }
}

/**
 * Whether all that is left of a group has ended and waits for its parent to notice. In a container the first process,
 * which is then the parent, may never do so. Only Linux tells; elsewhere the answer is no.
 */
async function isDead(group: number): Promise<boolean> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map(async (pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')),
  );
  // "<pid> (<name>) <state> <parent> <group> …", and the name may hold anything.
  const states = stats
    .map((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' '))
    .flatMap(([state, , member]) => (member === String(group) ? [state] : []));
  return states.length > 0 && states.every((state) => state === 'Z' || state === 'X');
}

/** Sends a signal to each process of a group, and answers whether there is one; signal 0 only asks. */
function send(signal: NodeJS.Signals | 0, group: number): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
