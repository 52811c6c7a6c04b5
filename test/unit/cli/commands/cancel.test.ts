import { expect, test } from 'vitest';
import { running, standIn, succeeded } from '../stand-in.ts';

test.each([
  [running, 'word-count-x7k2q was asked to stop; `djc wait word-count-x7k2q` waits until it has\n'],
  [{ ...succeeded, state: 'cancelled' as const }, 'word-count-x7k2q is cancelled\n'],
  [succeeded, 'word-count-x7k2q had already ended: it succeeded\n'],
])('what came of it is said', async (status, sentence) => {
  const asked: unknown[] = [];
  const cancelJob = async (...call: readonly unknown[]) => void asked.push(call);
  const jobs = { cancelJob, getJob: async () => status };
  const { out, exitCode } = await standIn({ jobs }).djc('cancel', 'j', '--wait');
  expect({ out, exitCode }).toEqual({ out: sentence, exitCode: 0 });
  expect(asked).toEqual([['j', { wait: true }]]);
});

test('as JSON it is the status', async () => {
  const jobs = { cancelJob: async () => undefined, getJob: async () => running };
  const { out } = await standIn({ jobs }).djc('cancel', 'j', '--json');
  expect(JSON.parse(out)).toMatchObject({ job: 'word-count-x7k2q', state: 'running' });
});

test('--force says that a job is asked first, and what the same command does again', async () => {
  const asked: unknown[] = [];
  const cancelJob = async (...call: readonly unknown[]) => void asked.push(call);
  const jobs = { cancelJob, getJob: async () => running };
  const { out } = await standIn({ jobs }).djc('cancel', 'j', '--force');
  expect(out).toContain('was asked to stop;');
  expect(out).toContain('the same command again ends it at once\n');
  expect(asked).toEqual([['j', { force: true }]]);
});
