import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import pLimit from 'p-limit';

/** Bytes of main memory that the processes of each group hold (RSS), pages they share counted for each of them. */
export async function memoryOf(groups: ReadonlySet<number>): Promise<ReadonlyMap<number, number>> {
  const processes = process.platform === 'linux' ? await fromProc(groups) : await fromPs();
  const sums = new Map<number, number>();
  for (const { group, bytes } of processes) {
    if (groups.has(group)) sums.set(group, (sums.get(group) ?? 0) + bytes);
  }
  return sums;
}

interface Held {
  readonly group: number;
  readonly bytes: number;
}

/** Files read at once: reading must not take all of the threads that Node does its file work in. */
const limit = pLimit(2);

async function fromProc(groups: ReadonlySet<number>): Promise<readonly Held[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await limit.map(pids, async (pid): Promise<Held | undefined> => {
    // "<pid> (<name>) <state> <parent> <group> …", and the name may hold anything.
    const stat = await readProc(pid, 'stat');
    const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
    if (!groups.has(group)) return undefined;
    const [, kibibytes = 0] = /^VmRSS:\s+(\d+)/m.exec(await readProc(pid, 'status')) ?? [];
    return { group, bytes: Number(kibibytes) * 1024 };
  });
  return found.filter((it) => it !== undefined);
}

/** A process that has ended meanwhile says nothing. */
async function readProc(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}

async function fromPs(): Promise<readonly Held[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss='], {
    maxBuffer: 64 * 1024 ** 2,
  });
  return stdout.split('\n').map((line) => {
    const [group, kibibytes] = line.trim().split(/\s+/).map(Number);
    return { group: group ?? 0, bytes: (kibibytes ?? 0) * 1024 };
  });
}
