import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ServerUnreachableError } from '../../../../src/errors.ts';
import { temporaryFolder } from '../../../support/folder.ts';
import { running, standIn } from '../stand-in.ts';

test('a folder without a manifest, and one that is not there, are refused', async () => {
  const base = await temporaryFolder();
  const empty = await standIn({}).djc('verify', base);
  expect(empty.exitCode).toBe(2);
  expect(empty.err).toContain('manifest.json');
  const none = await standIn({}).djc('verify', join(base, 'nowhere'));
  expect(none.exitCode).toBe(2);
  expect(none.err).toContain('no folder');
});

test('the server is asked where the output of a job is', async () => {
  const output = join(await temporaryFolder(), 'out');
  await mkdir(output);
  const jobs = { getJob: async () => ({ ...running, output }) };
  const { err, exitCode } = await standIn({ jobs }).djc('verify', 'word-count-x7k2q');
  expect(exitCode).toBe(2);
  expect(err).toContain(output);
});

test('where no server can be asked for a job, it is said that no folder is there either', async () => {
  const getJob = async (): Promise<never> => {
    throw new ServerUnreachableError('no server answers', { hint: 'start one' });
  };
  const { err, exitCode } = await standIn({ jobs: { getJob } }).djc('verify', 'out-1');
  expect(exitCode).toBe(4);
  expect(err).toMatch(
    /there is no folder out-1, and .* job of that name: no server answers\n.*start one/,
  );
});
