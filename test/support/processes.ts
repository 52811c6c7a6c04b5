import { readFile } from 'node:fs/promises';
import { vi } from 'vitest';

/** Waits until a file holds as many lines as it should, and answers them. */
export async function linesOf(path: string, count: number): Promise<readonly string[]> {
  return vi.waitFor(async () => {
    const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    if (lines.length < count) throw new Error(`${path} has ${lines.length} of ${count} lines`);
    return lines;
  }, 10_000);
}

/** Whether a process is there and still runs; one that ended and waits for its parent does not. */
export async function isRunning(pid: string): Promise<boolean> {
  try {
    process.kill(Number(pid), 0);
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '(x) R');
    return !/\) [ZX]/.test(status);
  } catch {
    return false;
  }
}
