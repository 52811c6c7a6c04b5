import { expect, test } from 'vitest';
import type { JobListing, ListOptions } from '../../../../src/orchestrator/orchestrator.ts';
import { secondsAfterNoon, standIn } from '../stand-in.ts';

const listings: readonly JobListing[] = [
  {
    job: 'grep-q2w3e4',
    state: 'consolidating',
    name: 'grep',
    output: '/out',
    startedAt: secondsAfterNoon(-12),
  },
  {
    job: `${'a-long-name-'.repeat(8)}zzz`,
    state: 'failed',
    name: 'long',
    output: '/out',
    startedAt: secondsAfterNoon(-86_400),
    endedAt: secondsAfterNoon(-86_275),
  },
];

test('a table whose columns stand under each other, in a pipe without colour', async () => {
  const jobs = { listJobs: async () => listings };
  const { out } = await standIn({ jobs }).djc('list');
  expect(out).toBe(
    [
      'STATE          STARTED              TOOK       JOB',
      'consolidating  11:59:48             12 s       grep-q2w3e4',
      `failed         2026-01-01 12:00:00  2 min 5 s  ${listings[1]!.job}`,
      '',
    ].join('\n'),
  );
});

test('state and limit are asked of the server', async () => {
  const asked: (ListOptions | undefined)[] = [];
  const listJobs = async (options?: ListOptions) => {
    asked.push(options);
    return [];
  };
  const { djc, seen } = standIn({ jobs: { listJobs } });
  await djc('list');
  await djc('list', '--state', 'running', '--limit', '5');
  expect(asked).toEqual([{ limit: 20 }, { state: 'running', limit: 5 }]);
  expect(seen).toMatchObject({
    out: '',
    err: 'no jobs yet\nno jobs in state running\n',
    exitCode: 0,
  });
});

test('as JSON', async () => {
  const jobs = { listJobs: async () => listings };
  const { out } = await standIn({ jobs }).djc('list', '--json');
  expect(JSON.parse(out).jobs[0]).toEqual({
    job: 'grep-q2w3e4',
    state: 'consolidating',
    name: 'grep',
    output: '/out',
    started_at: secondsAfterNoon(-12),
  });
});
