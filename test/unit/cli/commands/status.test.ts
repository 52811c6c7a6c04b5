import { expect, test } from 'vitest';
import { running, secondsAfterNoon, standIn, succeeded } from '../stand-in.ts';

test('a running job', async () => {
  const status = {
    ...running,
    waitingFor: 'a worker of pool default for text_processor tasks',
    uiUrl: 'http://127.0.0.1:25001/namespaces/default/workflows/word-count-x7k2q',
  };
  const { out, err } = await standIn({ jobs: { getJob: async () => status } }).djc('status', 'j');
  expect(out).toBe(
    [
      'running    word-count-x7k2q',
      'tasks      8 in all: 2 waiting, 1 running, 1 retrying, 4 succeeded',
      'input      12 Mi of 24 Mi in 3 files done (50%)',
      'started    11:59:48, 12 s ago',
      'waiting    for a worker of pool default for text_processor tasks',
      'trouble    task 3 failed 2 times, next try in 4 s: the disk is full',
      'output     /data/out',
      'web UI     http://127.0.0.1:25001/namespaces/default/workflows/word-count-x7k2q',
      '',
    ].join('\n'),
  );
  expect(err).toBe('');
});

test('a job that has ended', async () => {
  const { out } = await standIn({ jobs: { getJob: async () => succeeded } }).djc('status', 'j');
  expect(out).toBe(
    [
      'succeeded  word-count-x7k2q',
      'tasks      8 succeeded',
      'input      24 Mi in 3 files',
      'started    11:59:48, took 1.9 s',
      'result     /data/out/result.tsv  (61 Ki)',
      '',
    ].join('\n'),
  );
});

test('what other machines say cannot command the terminal, and wraps on it', async () => {
  const message = `\u001B[2Jred\n${'long words '.repeat(12)}`;
  const troubles = [{ task: 1, attempts: 1, message, nextTryAt: secondsAfterNoon(9) }];
  const jobs = { getJob: async () => ({ ...running, troubles }) };
  const { out } = await standIn({ jobs, columns: 80, env: { NO_COLOR: '1' } }).djc('status', 'j');
  expect(out).not.toContain('\u001B');
  expect(out).toMatch(/^trouble {4}task 1 failed once, next try in 9 s: red long/m);
  expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('as JSON it starts with the job, its state and its tasks, in snake_case', async () => {
  const jobs = { getJob: async () => succeeded };
  const { out } = await standIn({ jobs }).djc('status', 'j', '--json');
  expect(out).toMatch(
    /^\{"job":"word-count-x7k2q","state":"succeeded","tasks":\{"total":8,"waiting":0,"running":0,"retrying":0,"succeeded":8,"failed":0,"skipped":0,"cancelled":0\},"name"/,
  );
  expect(JSON.parse(out)).toMatchObject({
    bytes_done: 25_165_824,
    started_at: secondsAfterNoon(-12),
    summary: { results: [{ name: 'result.tsv', bytes: 62_464, sha256: 'ab12' }] },
  });
  expect(out.split('\n')).toHaveLength(2);
});
