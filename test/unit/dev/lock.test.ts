import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withLock } from '../../../src/dev/lock.ts';

test('works one at a time, makes the folder, leaves nothing in it', async () => {
  const folder = join(await temporaryFolder(), 'not', 'there');
  let inside = 0;
  let most = 0;
  const work = async (): Promise<number> => {
    most = Math.max(most, ++inside);
    await readdir(folder);
    return inside--;
  };
  const answers = await Promise.all([1, 2, 3, 4].map(() => withLock(folder, work)));
  expect(answers).toEqual([1, 1, 1, 1]);
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('an error goes through and the lock is free again', async () => {
  const folder = await temporaryFolder();
  const failing = withLock(folder, () => Promise.reject(new Error('no luck')));
  await expect(failing).rejects.toThrow('no luck');
  expect(await withLock(folder, () => Promise.resolve('mine'))).toBe('mine');
});

test('the lock of a killed process is broken within seconds', async () => {
  const folder = await temporaryFolder();
  const holder = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', holdForever(folder)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(holder.stdout, 'data');
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await ended;
  expect(await readdir(folder)).toEqual(['lock']);
  expect(await withLock(folder, () => Promise.resolve('mine'))).toBe('mine');
}, 10_000);

test('a place where no lock can be is an error at once', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  const work = withLock(join(folder, 'file'), () => Promise.resolve('never'));
  await expect(work).rejects.toThrow(/EEXIST|ENOTDIR/u);
});

test('nor does it wait where something else has the lock file’s name', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'lock'), '');
  await utimes(join(folder, 'lock'), 0, 0);
  await expect(withLock(folder, () => Promise.resolve('never'))).rejects.toThrow('ENOTDIR');
});

function holdForever(folder: string): string {
  const module = new URL('../../../src/dev/lock.ts', import.meta.url).href;
  return `import { withLock } from ${JSON.stringify(module)};
    await withLock(${JSON.stringify(folder)}, () => new Promise(() => {
      setInterval(() => {}, 1e6);
      console.log('holding');
    }));`;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'djc-lock-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
