import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { enter, isUsed } from '../../../src/dev/users.ts';

test('each entry of one process counts', async () => {
  const folder = join(await temporaryFolder(), 'users');
  expect(await isUsed(folder)).toBe(false);
  const first = await enter(folder);
  const second = await enter(folder);
  expect(await isUsed(folder)).toBe(true);
  await rm(first);
  expect(await isUsed(folder)).toBe(true);
  await rm(second);
  expect(await isUsed(folder)).toBe(false);
});

test('the files of dead processes, and of others with their pids, are removed', async () => {
  const folder = await temporaryFolder();
  const mine = basename(await enter(folder));
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  const [, started] = mine.split('-');
  const names = [
    `${String(dead.pid)}-${started}-x`,
    `${String(process.pid)}-1${started}-x`,
    'rubbish',
  ];
  await Promise.all(names.map((name) => writeFile(join(folder, name), '')));
  expect(await isUsed(folder)).toBe(true);
  expect(await readdir(folder)).toEqual([mine]);
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'djc-users-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
