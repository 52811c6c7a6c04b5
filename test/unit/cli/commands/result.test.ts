import { expect, test } from 'vitest';
import { failedSummary, running, standIn, succeeded, summary } from '../stand-in.ts';

test('the paths alone on stdout, how it ended on stderr', async () => {
  const results = ['a b.tsv', 'c.tsv'].map((name) => ({ name, bytes: 1, sha256: '' }));
  const getJob = async () => ({ ...succeeded, summary: { ...summary, results } });
  const { out, err, exitCode } = await standIn({ jobs: { getJob } }).djc('result', 'j');
  expect(out).toBe('/data/out/a b.tsv\n/data/out/c.tsv\n');
  expect(err).toBe('succeeded  word-count-x7k2q  8 tasks  24 Mi in 1.9 s\n');
  expect(exitCode).toBe(0);
});

test('a job that runs has none yet', async () => {
  const { out, err, exitCode } = await standIn({ jobs: { getJob: async () => running } }).djc(
    'result',
    'word-count-x7k2q',
  );
  expect(err).toBe(
    'djc: expected a job that has ended, but word-count-x7k2q is running\n     wait for it with `djc wait word-count-x7k2q`\n',
  );
  expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
});

test('a failed job has none, and says what it did', async () => {
  const getJob = async () => ({ ...succeeded, state: 'failed', summary: failedSummary }) as const;
  const { out, err, exitCode } = await standIn({ jobs: { getJob } }).djc('result', 'j');
  expect(err).toMatch(/^failed {5}word-count-x7k2q {2}7 of 8 tasks/);
  expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
});

test('the summary as JSON', async () => {
  const { out } = await standIn({ jobs: { getJob: async () => succeeded } }).djc(
    'result',
    'j',
    '--json',
  );
  expect(JSON.parse(out).results).toEqual([{ name: 'result.tsv', bytes: 62_464, sha256: 'ab12' }]);
});
