import { expect, test } from 'vitest';
import { standIn, succeeded } from '../stand-in.ts';

test('a job is closed with what there is only where the person says so', async () => {
  const asked: unknown[] = [];
  const acceptJob = async (...call: readonly unknown[]) => void asked.push(call);
  const { djc } = standIn({ jobs: { acceptJob } });
  const refused = await djc('accept', 'j');
  expect(refused.exitCode).toBe(2);
  expect(refused.err).toContain('--partial');
  expect(asked).toEqual([]);

  const { out } = await standIn({ jobs: { acceptJob } }).djc('accept', 'j', '--partial');
  expect(out).toContain('j closes with what there is');
  expect(asked).toEqual([['j']]);
});

test('as JSON it is the job; --wait goes on to the end', async () => {
  const { summary } = succeeded;
  if (!summary) throw new Error('a job that succeeded has a summary');
  const jobs = { acceptJob: async () => undefined, waitForJob: async () => summary };
  const { out } = await standIn({ jobs }).djc('accept', 'j', '--partial', '--json');
  expect(JSON.parse(out)).toEqual({ job: 'j' });
  const waited = await standIn({ jobs }).djc('accept', 'j', '--partial', '--wait');
  expect(waited.out).toContain('succeeded');
});
