import { expect, test } from 'vitest';
import type { JobFile } from '../../../../src/config/load.ts';
import { jobFiles, wordCount } from '../job-files.ts';
import { standIn, summary } from '../stand-in.ts';

const write = jobFiles();

function accepting(submitted: JobFile[] = []) {
  return {
    submitJob: async (job: JobFile, options?: { readonly id?: string | undefined }) => {
      submitted.push(job);
      return options?.id ?? 'word-count-x7k2q';
    },
    waitForJob: async () => ({ ...summary, state: 'cancelled' }) as const,
  };
}

test('the job id alone on stdout', async () => {
  const submitted: JobFile[] = [];
  const file = await write('job.yaml', wordCount);
  const { djc, seen } = standIn({ jobs: accepting(submitted) });
  await djc('submit', file, '--set', 'name=a', '--set', 'compute.pool=b', '--id', 'mine');
  expect(seen).toMatchObject({ out: 'mine\n', err: '', exitCode: 0, workers: [] });
  expect(submitted[0]?.spec).toMatchObject({ name: 'a', compute: { pool: 'b' } });
});

test('as JSON', async () => {
  const file = await write('job.yaml', wordCount);
  const { out } = await standIn({ jobs: accepting() }).djc('submit', file, '--json');
  expect(JSON.parse(out)).toEqual({ job: 'word-count-x7k2q' });
});

test('with --wait it goes on as `djc wait`', async () => {
  const file = await write('job.yaml', wordCount);
  const { out, exitCode } = await standIn({ jobs: accepting() }).djc('submit', file, '--wait');
  expect(out).toMatch(/^word-count-x7k2q\ncancelled {2}word-count-x7k2q/);
  expect(exitCode).toBe(5);
});

test('with --wait and --json there is one document', async () => {
  const file = await write('job.yaml', wordCount);
  const { out } = await standIn({ jobs: accepting() }).djc('submit', file, '--wait', '--json');
  expect(JSON.parse(out)).toMatchObject({ job: 'word-count-x7k2q', state: 'cancelled' });
});

test('a bad job file never reaches the server', async () => {
  const { exitCode, wanted } = await standIn().djc('submit', await write('job.yaml', ['name: x']));
  expect({ exitCode, wanted }).toEqual({ exitCode: 2, wanted: [] });
});
