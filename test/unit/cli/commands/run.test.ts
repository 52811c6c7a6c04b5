import { expect, test } from 'vitest';
import { jobFiles, shellJob, wordCount } from '../job-files.ts';
import { embedded, running, standIn, succeeded, summary, waitForStop } from '../stand-in.ts';

const write = jobFiles();

const jobs = {
  submitJob: async () => 'word-count-x7k2q',
  getJob: async () => running,
  waitForJob: async () => summary,
};

const remote = { ...embedded, address: 'temporal:7233', local: false, uiUrl: undefined };

test('starts the job and a worker, shows the result, and closes all it opened', async () => {
  const file = await write('job.yaml', wordCount);
  const { seen, djc } = standIn({ jobs });
  await djc('run', file, '--max-concurrent-tasks', '3');
  expect(seen).toMatchObject({
    out: 'succeeded  word-count-x7k2q  8 tasks  24 Mi in 1.9 s\nresult     /data/out/result.tsv  (61 Ki)\n',
    err: 'started word-count-x7k2q, web UI at http://127.0.0.1:25001\n',
    exitCode: 0,
    wanted: [{ startLocal: true }],
    workers: [{ pool: 'default', maxConcurrentTasks: 3, allowCommands: false, control: true }],
    closed: ['worker', 'orchestrator', 'server'],
  });
});

test('on a configured server the work is for its workers', async () => {
  const file = await write('job.yaml', wordCount);
  const { seen, djc } = standIn({ jobs, server: remote });
  await djc('run', file);
  expect(seen.err).toMatch(
    /^no worker is started here: the tasks are for the workers at temporal:7233\n/,
  );
  expect(seen).toMatchObject({ workers: [], closed: ['orchestrator', 'server'], exitCode: 0 });
});

test('goes on with a job, with a worker of its pool', async () => {
  const { seen, djc } = standIn({
    jobs: { ...jobs, getJob: async () => ({ ...running, pool: 'big' }) },
  });
  await djc('run', '--attach', 'word-count-x7k2q');
  expect(seen).toMatchObject({ err: '', workers: [{ pool: 'big' }], exitCode: 0 });
});

test('a job that has ended needs no worker', async () => {
  const { seen, djc } = standIn({ jobs: { ...jobs, getJob: async () => succeeded } });
  await djc('run', '--attach', 'word-count-x7k2q');
  expect(seen.out).toMatch(/^succeeded/);
  expect(seen.workers).toEqual([]);
});

test.each([
  ['neither', [], /expected a job file or --attach JOB, got neither/],
  ['both', ['job.yaml', '--attach', 'j'], /expected a job file or --attach JOB, got both/],
  ['settings for a job that is there', ['--attach', 'j', '--set', 'name=x'], /--id and --set/],
])('%s is refused', async (_what, args, message) => {
  const { err, exitCode, wanted } = await standIn().djc('run', ...args);
  expect(err).toMatch(message);
  expect({ exitCode, wanted }).toEqual({ exitCode: 2, wanted: [] });
});

test('commands run when a person says so, after seeing them', async () => {
  const file = await write('job.yaml', shellJob);
  const { seen, djc } = standIn({ jobs, answer: true });
  await djc('run', file);
  expect(seen.questions).toEqual([
    'This job runs a shell command on this machine for each task:\n  grep -c error\nAllow it? [y/N] ',
  ]);
  expect(seen.workers).toMatchObject([{ allowCommands: true, pool: 'big' }]);
});

test.each([
  ['a no', false, /was not allowed to run commands/],
  ['nobody there to ask', undefined, /runs shell commands on this machine, which nobody allowed/],
])('%s keeps commands from running', async (_what, answer, message) => {
  const file = await write('job.yaml', shellJob);
  const { seen, djc } = standIn({ ...(answer !== undefined && { answer }) });
  await djc('run', file);
  expect(seen.err).toMatch(message);
  expect(seen.err).toContain('--allow-commands');
  expect(seen).toMatchObject({ workers: [], exitCode: 2, closed: ['orchestrator', 'server'] });
});

test('a flag allows commands without a question', async () => {
  const file = await write('job.yaml', shellJob);
  const { seen, djc } = standIn({ jobs, answer: false });
  await djc('run', file, '--allow-commands');
  expect(seen).toMatchObject({ questions: [], workers: [{ allowCommands: true }], exitCode: 0 });
});

test('an attached job asks too', async () => {
  const getJob = async () => ({ ...running, processor: 'command' });
  const { seen, djc } = standIn({ jobs: { ...jobs, getJob }, answer: true });
  await djc('run', '--attach', 'word-count-x7k2q');
  expect(seen.questions).toEqual([
    'This job runs a shell command on this machine for each task.\nAllow it? [y/N] ',
  ]);
});

test('Ctrl-C leaves the job resumable, and says how', async () => {
  const file = await write('job.yaml', shellJob);
  const world = standIn({
    jobs: {
      submitJob: async () => 'shell-x7k2q',
      waitForJob: async (id, options) => {
        world.interrupt();
        return waitForStop(id, options);
      },
    },
  });
  const { err, ...seen } = await world.djc('run', file, '--use-local', '--allow-commands');
  expect(err).toContain(
    'djc: interrupted; shell-x7k2q has not ended and loses nothing\n     go on with: djc run --attach shell-x7k2q --use-local --allow-commands\n',
  );
  expect(seen).toMatchObject({
    out: '',
    exitCode: 130,
    closed: ['worker', 'orchestrator', 'server'],
  });
});

test('a worker that dies ends the run', async () => {
  const file = await write('job.yaml', wordCount);
  const worker = {
    workerId: 'w',
    taskTypes: [],
    maxConcurrentTasks: 1,
    get done() {
      return Promise.reject(new Error('the worker lost its server'));
    },
    shutdown: async () => undefined,
    handBack: async () => undefined,
  };
  const world = standIn({ jobs: { ...jobs, waitForJob: waitForStop }, worker });
  const { err, exitCode } = await world.djc('run', file);
  expect(err).toContain('the worker lost its server');
  expect(exitCode).toBe(70);
});
