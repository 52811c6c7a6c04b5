import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NoSuchJobError } from '../../../../src/errors.ts';
import type { JobState } from '../../../../src/domain/job-state.ts';
import { temporaryFolder } from '../../../support/folder.ts';
import { running, standIn } from '../stand-in.ts';

const states: Readonly<Record<string, JobState>> = {
  done: 'succeeded',
  half: 'failed',
  here: 'running',
  killed: 'cancelled',
};

/** An output folder with a result, the work folders of `names`, and the claim of one of them. */
async function outputOf(names: readonly string[], owner?: string) {
  const output = join(await temporaryFolder(), 'out');
  await mkdir(output);
  for (const job of names) {
    await mkdir(join(output, '.djc', job, 'logs'), { recursive: true });
    await writeFile(join(output, '.djc', job, 'logs/000000-a1.jsonl'), 'x'.repeat(1_024));
    if (job === 'half') await writeFile(join(output, '.djc', job, 'standing.json'), '{}');
  }
  for (const name of ['result.tsv', 'manifest.json', '_SUCCESS'])
    await writeFile(join(output, name), '');
  if (owner !== undefined) await writeFile(join(output, '.djc/claim'), owner);
  const getJob = async (job: string) => {
    const state = states[job];
    if (state === undefined) throw new NoSuchJobError(`the server knows no job ${job}`);
    return { ...running, job, state, output };
  };
  const listing = { job: 'done', state: 'succeeded', name: 'n', output, startedAt: '' } as const;
  const jobs = { getJob, listJobs: async () => [listing, listing] };
  return { output, jobs, left: async () => (await readdir(join(output, '.djc'))).toSorted() };
}

const all = ['done', 'half', 'here', 'killed', 'unknown'];

test('off a terminal it lists what is left, why and how big, and removes nothing', async () => {
  const { output, jobs, left } = await outputOf(all, 'here');
  const { out, err, exitCode } = await standIn({ jobs }).djc('clean', output);
  expect(out.split('\n')).toEqual([
    `1 Ki       ${output}/.djc/done  logs of a job that succeeded`,
    `1 Ki       ${output}/.djc/half  kept for \`djc retry half\`, which failed; \`djc clean ${output}/.djc/half\` removes it`,
    `1 Ki       ${output}/.djc/killed  logs of a job that was cancelled`,
    `1 Ki       ${output}/.djc/unknown  the server at 127.0.0.1:20001 does not know the job`,
    '',
  ]);
  expect(err).toBe('nothing was removed: --yes removes 3 folders, 3 Ki\n');
  expect(exitCode).toBe(0);
  expect(await left()).toEqual(['claim', ...all]);
});

test.each([
  { answer: true, after: ['claim', 'half', 'here'], said: 'removed 3 folders, 3 Ki\n' },
  { answer: false, after: ['claim', ...all], said: 'nothing was removed\n' },
])('on a terminal it asks, and heeds the answer $answer', async ({ answer, after, said }) => {
  const { output, jobs, left } = await outputOf(all, 'here');
  const { err, questions } = await standIn({ jobs, answer }).djc('clean', output);
  expect(questions).toEqual(['Remove 3 folders, 3 Ki? [y/N] ']);
  expect(err).toBe(said);
  expect(await left()).toEqual(after);
});

test('what is removed is no result, nor what runs or can be retried; a dead job gives its claim back', async () => {
  const { output, jobs, left } = await outputOf(all, 'killed');
  const { out } = await standIn({ jobs }).djc('clean', '--yes', '--json');
  expect(JSON.parse(out)).toEqual({
    leftovers: [
      expect.objectContaining({ job: 'done', state: 'succeeded', bytes: 1_024, kept: false }),
      expect.objectContaining({ job: 'half', kept: true }),
      expect.objectContaining({ job: 'killed', why: 'the job was ended by force' }),
      expect.objectContaining({ job: 'unknown', kept: false }),
    ],
    removed: ['done', 'killed', 'unknown'].map((job) => `${output}/.djc/${job}`),
  });
  expect(await left()).toEqual(['half', 'here']);
  expect((await readdir(output)).toSorted()).toEqual([
    '.djc',
    '_SUCCESS',
    'manifest.json',
    'result.tsv',
  ]);
});

test('a job that is named goes, whatever could still be done with it, and no other', async () => {
  const { output, jobs, left } = await outputOf(['half', 'done']);
  await standIn({ jobs }).djc('clean', 'half', '--yes');
  expect(await left()).toEqual(['done']);
  await standIn({ jobs }).djc('clean', `${output}/.djc/done`, '--yes');
  expect(await readdir(output)).not.toContain('.djc');
});

test('a job that the server does not know, yet holds the folder, goes only when it is named', async () => {
  const { output, jobs, left } = await outputOf(['elsewhere'], 'elsewhere');
  const { out } = await standIn({ jobs }).djc('clean', output, '--yes');
  expect(out).toContain("is it another server's?");
  expect(await left()).toEqual(['claim', 'elsewhere']);
  await standIn({ jobs }).djc('clean', `${output}/.djc/elsewhere`, '--yes');
  expect(await readdir(output)).not.toContain('.djc');
});

test('a job that runs, and a folder that is not there, are refused', async () => {
  const { jobs, left } = await outputOf(['here']);
  const busy = await standIn({ jobs }).djc('clean', 'here', '--yes');
  expect(busy.err).toMatch(/has ended, but here is running\n.*djc cancel here/);
  expect(busy.exitCode).toBe(2);
  expect(await left()).toEqual(['here']);
  expect((await standIn({ jobs }).djc('clean', 'no/where')).exitCode).toBe(2);
});

test('where nothing is left it says so', async () => {
  const { output, jobs } = await outputOf([]);
  const { out, err } = await standIn({ jobs }).djc('clean', output);
  expect({ out, err }).toEqual({ out: '', err: 'dead jobs left nothing\n' });
});
