import { expect, test } from 'vitest';
import type { JobStatus, WaitOptions } from '../../../../src/orchestrator/orchestrator.ts';
import {
  failedSummary,
  noon,
  running,
  standIn,
  succeeded,
  summary,
  waitForStop,
} from '../stand-in.ts';

function ending(end: typeof summary, ...statuses: readonly JobStatus[]) {
  return {
    waitForJob: async (_id: string, { onStatus }: WaitOptions = {}) => {
      for (const status of statuses) onStatus?.(status);
      return end;
    },
  };
}

test('how it ended, and where the result is', async () => {
  const { out, exitCode } = await standIn({ jobs: ending(summary) }).djc('wait', 'j');
  expect(out).toBe(
    [
      'succeeded  word-count-x7k2q  8 tasks  24 Mi in 1.9 s',
      'result     /data/out/result.tsv  (61 Ki)',
      '',
    ].join('\n'),
  );
  expect(exitCode).toBe(0);
});

test('a failed job says why', async () => {
  const { out, exitCode } = await standIn({ jobs: ending(failedSummary) }).djc('wait', 'j');
  expect(out).toBe(
    [
      'failed     word-count-x7k2q  7 of 8 tasks  21 Mi of 24 Mi in 1.9 s',
      'reason     task 3 failed for good',
      'task 3     InputChanged after 1 attempt: a.log has changed',
      '',
    ].join('\n'),
  );
  expect(exitCode).toBe(1);
});

test('a reason that tells of a task says it once', async () => {
  const failure = (task: number) =>
    ({ task, type: 'CommandFailed', attempts: 2, message: 'exit code 1' }) as const;
  const failures = [failure(3), failure(5)];
  const end = { ...failedSummary, message: 'task 3 (a.log) failed: exit code 1', failures };
  const { out } = await standIn({ jobs: ending(end) }).djc('wait', 'j');
  expect(out.split('\n').slice(1)).toEqual([
    'reason     task 3 (a.log) failed: exit code 1',
    'task 5     CommandFailed after 2 attempts: exit code 1',
    '',
  ]);
});

test('a cancelled job', async () => {
  const cancelled = { ...summary, state: 'cancelled', results: [], message: undefined } as const;
  const { exitCode } = await standIn({ jobs: ending(cancelled) }).djc('wait', 'j');
  expect(exitCode).toBe(5);
});

test('the summary as JSON', async () => {
  const { out } = await standIn({ jobs: ending(summary) }).djc('wait', 'j', '--json');
  expect(JSON.parse(out)).toMatchObject({
    job: summary.job,
    items_in: 2000,
    ended_at: summary.endedAt,
  });
});

test('many results are not all listed', async () => {
  const results = Array.from({ length: 8 }, (_, at) => ({ name: `p${at}`, bytes: 1, sha256: '' }));
  const { out } = await standIn({ jobs: ending({ ...summary, results }) }).djc('wait', 'j');
  expect(out.split('\n').slice(5)).toEqual([
    '           /data/out/p4  (1 byte)',
    '           and 3 more in /data/out',
    '',
  ]);
});

test('in a log, a line every five seconds at most, and only when something changed', async () => {
  const done = (bytesDone: number): JobStatus => ({ ...running, bytesDone });
  const times = [0, 1, 6, 12, 18].map((seconds) => noon + seconds * 1000);
  const statuses = [done(0), done(1024), done(2048), done(2048), done(3072)];
  const jobs = ending(summary, ...statuses);
  const { err } = await standIn({ jobs, now: () => times.shift() ?? noon }).djc('wait', 'j');
  expect(err).toBe(
    [
      'word-count-x7k2q: running, 4 of 8 tasks, 0 of 24 Mi, 1 retrying',
      'word-count-x7k2q: running, 4 of 8 tasks, 2 Ki of 24 Mi, 341 bytes/s, 20 h 28 min left, 1 retrying',
      'word-count-x7k2q: running, 4 of 8 tasks, 3 Ki of 24 Mi, 171 bytes/s, 1 d 16 h left, 1 retrying',
      '',
    ].join('\n'),
  );
});

test('on a terminal, lines drawn over again and taken away at the end', async () => {
  const jobs = ending(summary, running, succeeded);
  const { drawn, closed, err } = await standIn({ jobs, columns: 80 }).djc('wait', 'j');
  expect(drawn).toHaveLength(1);
  expect(drawn[0]?.[0]).toBe('running word-count-x7k2q');
  expect(closed).toEqual(['live lines', 'orchestrator', 'server']);
  expect(err).toBe('');
});

test('a job that needs a person is not waited for', async () => {
  const status = { ...running, state: 'attention' } as const;
  const world = standIn({
    jobs: {
      getJob: async () => status,
      waitForJob: async (id, options) => {
        options?.onStatus?.(status);
        return waitForStop(id, options);
      },
    },
  });
  const { out, exitCode } = await world.djc('wait', 'j');
  expect(out).toMatch(/^attention {2}word-count-x7k2q\n/);
  expect(exitCode).toBe(6);
});

test('Ctrl-C stops the waiting', async () => {
  const world = standIn({
    jobs: {
      waitForJob: async (id, options) => {
        world.interrupt();
        return waitForStop(id, options);
      },
    },
  });
  const { exitCode, out } = await world.djc('wait', 'j');
  expect({ exitCode, out }).toEqual({ exitCode: 130, out: '' });
});
