import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGuard } from '../../../src/runners/guard.ts';
import { memoryOf } from '../../../src/runners/memory.ts';
import { spawnGroup } from '../../../src/runners/process-group.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { isRunning, linesOf } from '../../support/processes.ts';
import { shell } from '../../support/shell.ts';

function guarded() {
  const guard = createGuard();
  onTestFinished(async () => guard.close());
  return guard;
}

const mebibyte = 1024 ** 2;

/** A program that holds some 100 MiB, and says so on stdout. */
const hungry = [
  process.execPath,
  '-e',
  'const held = Buffer.alloc(1e8, 1); console.log("ready"); setTimeout(() => held, 3e5)',
] as const;

describe('a guard', () => {
  test('kills what a dead process leaves, and only that', async () => {
    const pids = join(await temporaryFolder(), 'pids');
    const sources = new URL('../../../src/runners/', import.meta.url).href;
    const code = `
      const { createGuard } = await import('${sources}guard.ts');
      const { spawnGroup } = await import('${sources}process-group.ts');
      const guard = createGuard();
      const { signal } = new AbortController();
      const sh = (script) => spawnGroup(['/bin/sh', '-c', script], { env: { PIDS: ${JSON.stringify(pids)} }, signal, guard });
      await sh('true').ended;
      for (let count = 0; count < 3; count++) sh('sleep 300 & echo $! >> "$PIDS"; echo $$ >> "$PIDS"; wait');
      await sh('true').ended;`;
    const worker = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      stdio: 'inherit',
    });
    const all = await linesOf(pids, 6);
    const bystander = spawn('sleep', ['300'], { detached: true });
    onTestFinished(() => void bystander.kill());
    expect(await Promise.all(all.map(isRunning))).toEqual(all.map(() => true));
    worker.kill('SIGKILL');
    await expect
      .poll(async () => Promise.all(all.map(isRunning)), { timeout: 5000 })
      .toEqual(all.map(() => false));
    expect(await isRunning(String(bystander.pid))).toBe(true);
  });

  test('kills a group that holds too much memory, wherever in the group', async () => {
    const { signal } = new AbortController();
    const { child, ended } = spawnGroup(['/bin/sh', '-c', '"$@" & wait', 'sh', ...hungry], {
      env: {},
      signal,
      guard: guarded(),
      memory: 80 * mebibyte,
    });
    child.stdout.resume();
    await expect(ended).rejects.toMatchObject({
      type: 'MemoryExceeded',
      message: expect.stringMatching(
        /^it held (8[1-9]|9\d|1\d\d) MiB of memory, and compute.memory allows 80 MiB, so it was killed/,
      ),
    });
  });

  test('lets a group be that holds less', async () => {
    const { signal } = new AbortController();
    const sleep = ['/bin/sh', '-c', 'sleep 0.5'] as const;
    const options = { env: {}, signal, guard: guarded(), memory: 80 * mebibyte };
    expect(await spawnGroup(sleep, options).ended).toEqual({ code: 0, signal: undefined });
  });

  test('leaves no watchdog when it is closed', async () => {
    const guard = createGuard();
    const watchdogs = () =>
      Number(
        shell(
          `ps -A -o ppid=,args= | awk -v p=${process.pid} '$1 == p && /[w]hile read -r what/ { n++ } END { print n + 0 }'`,
        ),
      );
    const { signal } = new AbortController();
    await spawnGroup(['true'], { env: {}, signal, guard }).ended;
    expect(watchdogs()).toBe(1);
    await guard.close();
    expect(watchdogs()).toBe(0);
  });
});

test('the memory of a group is that of all its processes, as ps tells it', async () => {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { child } = spawnGroup(['/bin/sh', '-c', '"$@" & wait', 'sh', ...hungry], {
    env: {},
    signal: stop.signal,
  });
  await new Promise((resolve) => {
    child.stdout.once('data', resolve);
  });
  const group = child.pid!;
  const held = (await memoryOf(new Set([group]))).get(group)!;
  const told = shell(
    `ps -A -o pgid=,rss= | awk '$1 == ${group} { n += $2 } END { print n * 1024 }'`,
  );
  expect(held).toBeGreaterThan(95 * mebibyte);
  expect(Math.abs(held - Number(told))).toBeLessThan(8 * mebibyte);
});
