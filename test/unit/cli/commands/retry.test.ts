import { expect, test } from 'vitest';
import { running, standIn, succeeded } from '../stand-in.ts';

test('failed tasks, the settings and the tasks named are asked to be run again', async () => {
  const asked: unknown[] = [];
  const retryJob = async (...call: readonly unknown[]) => asked.push(call) + 1;
  const jobs = { retryJob, getJob: async () => running };
  const { out, exitCode } = await standIn({ jobs }).djc(
    'retry',
    'j',
    '--failed',
    '--task',
    '3,7-9',
    '--set',
    'advanced.timeout=1h',
  );
  expect({ out, exitCode }).toEqual({ out: 'j runs 2 failed tasks again\n', exitCode: 0 });
  expect(asked).toEqual([['j', { tasks: [3, 7, 8, 9], set: ['advanced.timeout=1h'] }]]);
});

test('what the job waits for is said, with the command that brings it', async () => {
  const getJob = async () => ({ ...running, waitingFor: 'a worker' });
  const { out } = await standIn({ jobs: { retryJob: async () => 1, getJob } }).djc('retry', 'j');
  expect(out).toBe('j runs 1 failed task again\nit waits for a worker: `djc run --attach j`\n');
});

test('as JSON it is the job and how many tasks', async () => {
  const jobs = { retryJob: async () => 3 };
  const { out } = await standIn({ jobs }).djc('retry', 'j', '--json');
  expect(JSON.parse(out)).toEqual({ job: 'j', tasks: 3 });
});

test('--wait goes on to the end', async () => {
  const { summary } = succeeded;
  if (!summary) throw new Error('a job that succeeded has a summary');
  const jobs = { retryJob: async () => 1, waitForJob: async () => summary };
  const { out, exitCode } = await standIn({ jobs }).djc('retry', 'j', '--wait');
  expect(out).toContain('succeeded');
  expect(exitCode).toBe(0);
});

test.each(['x', '9-7', ''])('--task %j is refused', async (tasks) => {
  const { exitCode, err } = await standIn({}).djc('retry', 'j', '--task', tasks);
  expect(exitCode).toBe(2);
  expect(err).toContain('3,7-9');
});
