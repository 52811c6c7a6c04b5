import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endProcess, findProcess } from '../../../src/dev/process.ts';

// macOS has only ps; Linux has both, so that there both ways are seen to work.
const platforms: readonly NodeJS.Platform[] =
  process.platform === 'linux' ? ['linux', 'darwin'] : [process.platform];

test.each(platforms)(
  'a running process is found with its start and command (%s)',
  async (platform) => {
    const child = await sleeper('a (b) c\nd');
    const found = await findProcess(child.pid!, platform);
    expect(found?.pid).toBe(child.pid);
    expect(found?.started).toMatch(/^\w+$/u);
    expect(found?.command).toContain(`${process.execPath} -e`);
    expect((await findProcess(child.pid!, platform))?.started).toBe(found?.started);

    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(await findProcess(child.pid!, platform)).toBeUndefined();
  },
);

test.each(platforms)('a dead process that nobody reaps is not found (%s)', async (platform) => {
  // The shell starts a child, becomes a program that never waits for it, and the child ends.
  const script = `sh -c 'read line' <&3 & echo $!; exec node -e 'setInterval(() => {}, 1e6)' 3<&-`;
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const [pid] = await once(parent.stdout!, 'data');
  const child = Number(String(pid));
  expect((await findProcess(child, platform))?.pid).toBe(child);
  parent.stdio[3]!.destroy();
  await expect.poll(() => findProcess(child, platform)).toBeUndefined();
  expect(() => process.kill(child, 0)).not.toThrow();
  const ended = once(parent, 'exit');
  parent.kill('SIGKILL');
  await ended;
});

test('a process is asked to end, and one that is gone already is fine', async () => {
  const child = await sleeper('');
  const ended = once(child, 'exit');
  const found = await findProcess(child.pid!);
  await endProcess(found!);
  expect(await ended).toEqual([null, 'SIGTERM']);
  await endProcess(found!);
});

test('a process that ignores SIGTERM is killed after 10 s', async () => {
  const child = await sleeper(`process.on('SIGTERM', () => {});`);
  const ended = once(child, 'exit');
  await endProcess((await findProcess(child.pid!))!);
  expect(await ended).toEqual([null, 'SIGKILL']);
});

/** A process that runs a line of JavaScript, if it is one, and then waits for its end. */
async function sleeper(line: string): Promise<ChildProcess> {
  const code = `try { eval(process.argv[1]) } catch {}; setInterval(() => {}, 1e6); console.log('up')`;
  const child = spawn(process.execPath, ['-e', code, line], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
