import { readdir, readFile } from 'node:fs/promises';
import { isRunning } from '../../support/processes.ts';
import { until } from './until.ts';

export interface Seen {
  readonly pid: number;
  readonly parent: number;
  /** Program and arguments, in one line. */
  readonly command: string;
}

/** The living processes of a user, told by their home. Only Linux shows them. */
export async function processesOf(home: string): Promise<readonly Seen[]> {
  const names = await readdir('/proc');
  const found = await Promise.all(
    names.filter((it) => /^\d+$/.test(it)).map(async (it) => look(it, home)),
  );
  return found.flat();
}

async function look(pid: string, home: string): Promise<readonly Seen[]> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    if (!environment.split('\0').includes(`HOME=${home}`)) return [];
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The name, in parentheses, may hold anything; the state is after it, then the parent.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    return state === 'Z' || state === 'X'
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command }];
  } catch {
    // It has ended while it was looked at.
    return [];
  }
}

/** A process and those it descends from, the nearest first. */
export function lineage(pid: number, all: readonly Seen[]): readonly number[] {
  const line: number[] = [];
  for (let at: number | undefined = pid; at !== undefined && at > 1 && !line.includes(at);) {
    line.push(at);
    const child: number = at;
    at = all.find((it) => it.pid === child)?.parent;
  }
  return line;
}

/** Kills without mercy, and waits until it has happened. */
export async function killNow(pids: readonly number[]): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGKILL');
  for (const pid of pids) {
    await until(`process ${pid} is gone`, async () => !(await isRunning(String(pid))));
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone.
  }
}
