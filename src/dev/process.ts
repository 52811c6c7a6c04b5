import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A process as the system sees it. With its start, its pid names it for good, also after the pid is given to another. */
export interface RunningProcess {
  readonly pid: number;
  /** When it started, in letters and digits that only mean something when compared. */
  readonly started: string;
  /** Program and arguments, in one line. */
  readonly command: string;
}

/** The process with this pid, or undefined when there is none, or one that is dead and only not yet reaped. */
export function findProcess(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<RunningProcess | undefined> {
  return platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

async function fromProc(pid: number): Promise<RunningProcess | undefined> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'latin1');
    const command = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8');
    // The second field is the name in parentheses, which may hold anything; the state is the third, the start the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const started = fields[19];
    if (started === undefined || isDead(fields[0] ?? '')) return undefined;
    return { pid, started, command: command.replaceAll('\0', ' ').trim() };
  } catch {
    return undefined;
  }
}

async function fromPs(pid: number): Promise<RunningProcess | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      'ps',
      ['-ww', '-o', 'stat=,lstart=,command=', '-p', String(pid)],
      { env: { ...process.env, LC_ALL: 'C' } },
    );
    const [, state = '', started = '', command = ''] =
      /^\s*(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*?)\s*$/su.exec(stdout) ?? [];
    if (started === '' || isDead(state)) return undefined;
    return { pid, started: started.replaceAll(/\W+/gu, ''), command };
  } catch {
    return undefined;
  }
}

function isDead(state: string): boolean {
  return /^[ZXx]/u.test(state);
}

/** Ends a process: SIGTERM, and SIGKILL after 10 s. Answers when it's gone; a process that is gone already is fine. */
export async function endProcess(target: RunningProcess): Promise<void> {
  for (const [signal, patience] of [
    ['SIGTERM', 10_000],
    ['SIGKILL', 5000],
  ] as const) {
    send(signal, target.pid);
    if (await goneWithin(patience, target)) return;
  }
  throw new Error(
    `Process ${String(target.pid)} does not end, not even by SIGKILL: ${target.command}`,
  );
}

function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

async function goneWithin(milliseconds: number, target: RunningProcess): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    if ((await findProcess(target.pid))?.started !== target.started) return true;
    if (performance.now() > deadline) return false;
    await pause(50);
  }
}
