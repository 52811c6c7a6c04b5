import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { testClient, testOrchestrator, testWorker } from '../support/cluster.ts';
import { textJob } from '../support/text-job.ts';
import { untilStatus } from '../support/until-status.ts';

const command = (run: string) => ({ type: 'command', run });

test('word_count gives what tr, sort and uniq give, with manifest and _SUCCESS', async () => {
  const { base, job } = await textJob();
  const orchestrator = await testOrchestrator();
  await testWorker();

  const id = await orchestrator.submitJob(job);
  const summary = await orchestrator.waitForJob(id);

  const expected = execFileSync(
    'sh',
    [
      '-c',
      String.raw`for f in input/*; do cat "$f"; echo; done | tr -s ' \t\n\v\f\r' '\n' | sort | uniq -c |
        awk '$2 != "" { print $2 "\t" $1 }'`,
    ],
    { cwd: base, env: { ...process.env, LC_ALL: 'C' } },
  );
  expect(await readFile(join(base, 'out/result.tsv'))).toEqual(expected);
  expect(summary).toMatchObject({
    state: 'succeeded',
    files: 3,
    tasks: { succeeded: 1, total: 1 },
  });
  expect((await readdir(join(base, 'out'))).toSorted()).toEqual([
    '.djc',
    '_SUCCESS',
    'manifest.json',
    'result.tsv',
  ]);
  expect(await readdir(join(base, 'out/.djc'))).toEqual([id]);
  expect(await readdir(join(base, 'out/.djc', id))).toEqual(['logs']);
  const manifest = JSON.parse(await readFile(join(base, 'out/manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({
    job: id,
    results: summary.results,
    parts: [{ task: 0, attempt: 1 }],
  });
  await expect(orchestrator.jobResult(id)).resolves.toEqual(summary);
});

test('the status of a job shows running tasks, and cancelling ends them and leaves no partial file', async () => {
  const { base, job } = await textJob({ algorithm: command('cat; sleep 300') });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  const running = await untilStatus(
    async () => orchestrator.getJob(id),
    ({ tasks }) => tasks.running === 1,
  );
  expect(running).toMatchObject({ state: 'running', tasks: { total: 1, waiting: 0 }, files: 3 });

  await orchestrator.cancelJob(id, { wait: true });

  const status = await orchestrator.getJob(id);
  expect(status).toMatchObject({ state: 'cancelled', tasks: { cancelled: 1, running: 0 } });
  expect(await readdir(join(base, 'out'))).toEqual(['.djc']);
  expect(await readdir(join(base, 'out/.djc', id))).toEqual(['logs']);
  const described = await (await testClient()).workflow.getHandle(id).describe();
  expect(described.status.name).toBe('CANCELLED');
});

test('the signal cancel does what a cancellation does', async () => {
  const { job } = await textJob({ algorithm: command('sleep 300') });
  const orchestrator = await testOrchestrator();
  const client = await testClient();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  await untilStatus(
    async () => orchestrator.getJob(id),
    ({ tasks }) => tasks.running === 1,
  );

  await client.workflow.getHandle(id).signal('cancel');

  await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({ state: 'cancelled' });
  expect((await client.workflow.getHandle(id).describe()).status.name).toBe('CANCELLED');
});

test('a task that fails too often fails the job, and says how often and why', async () => {
  const { base, job } = await textJob({
    algorithm: command('echo sorry >&2; exit 3'),
    advanced: { retry: { max_attempts: 2, initial_interval: '10ms' }, on_threshold: 'fail' },
  });
  const orchestrator = await testOrchestrator();
  await testWorker();

  const id = await orchestrator.submitJob(job);
  const summary = await orchestrator.waitForJob(id);

  expect(summary).toMatchObject({
    state: 'failed',
    tasks: { failed: 1 },
    failures: [{ task: 0, attempts: 2, type: 'CommandFailed' }],
  });
  expect(summary.message).toMatch(/task 0 .*failed after 2 attempts: .*3[^]*sorry/);
  expect(existsSync(join(base, 'out/_SUCCESS'))).toBe(false);
  const logs = [];
  for await (const line of orchestrator.jobLogs(id, { task: 0 })) logs.push(line);
  expect(logs.filter(({ message }) => message.includes('sorry')).length).toBeGreaterThan(1);
  expect(new Set(logs.map(({ attempt }) => attempt))).toEqual(new Set([1, 2]));
});

test('the log of a running task can be followed to the end of the job', async () => {
  const { base, job } = await textJob({
    algorithm: command(
      'echo working >&2; while [ ! -e "${DJC_FILES%%/input/*}/go" ]; do sleep 0.1; done',
    ),
  });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);

  const messages: string[] = [];
  for await (const { message } of orchestrator.jobLogs(id, { follow: true })) {
    messages.push(message);
    if (message === 'working') await writeFile(join(base, 'go'), '');
  }

  expect(messages.indexOf('working')).toBeGreaterThan(-1);
  expect(messages.at(-1)).toContain('wrote result.txt');
});

test('a job that takes longer than its job_timeout fails', async () => {
  const { job } = await textJob({
    algorithm: command('sleep 300'),
    advanced: { job_timeout: '1s' },
  });
  const orchestrator = await testOrchestrator();
  await testWorker();

  const summary = await orchestrator.waitForJob(await orchestrator.submitJob(job));

  expect(summary.state).toBe('failed');
  expect(summary.message).toContain('job_timeout');
});

test('an attempt that takes longer than its timeout is tried again, then fails', async () => {
  const { job } = await textJob({
    algorithm: command('sleep 300'),
    advanced: {
      timeout: '200ms',
      retry: { max_attempts: 2, initial_interval: '10ms' },
      on_threshold: 'fail',
    },
  });
  const orchestrator = await testOrchestrator();
  await testWorker();

  const summary = await orchestrator.waitForJob(await orchestrator.submitJob(job));

  expect(summary.failures).toMatchObject([{ type: 'TaskTimeout', attempts: 2 }]);
});

test('an output folder with a result is refused, and replaced when the job file says so', async () => {
  const { base, job } = await textJob();
  const orchestrator = await testOrchestrator();
  await testWorker();
  const first = await orchestrator.submitJob(job);
  await orchestrator.waitForJob(first);

  const refused = await orchestrator.waitForJob(await orchestrator.submitJob(job));
  expect(refused.state).toBe('failed');
  expect(refused.message).toContain(`the result of job ${first}`);
  expect(refused.message).toContain('output.if_exists: replace');
  expect(existsSync(join(base, 'out/_SUCCESS'))).toBe(true);

  await writeFile(join(base, 'input/a.txt'), 'other words');
  const { spec } = job;
  const again = {
    ...job,
    spec: { ...spec, output: { ...spec.output, ifExists: 'replace' as const } },
  };
  const second = await orchestrator.submitJob(again);
  await orchestrator.waitForJob(second);
  expect(await readFile(join(base, 'out/result.tsv'), 'latin1')).toContain('other\t1\n');
  expect(await readdir(join(base, 'out/.djc'))).not.toContain(first);
});

test('an input that changes between plan and task fails the task at once', async () => {
  const { base, job } = await textJob({
    compute: { pool: 'late' },
    advanced: { on_threshold: 'fail' },
  });
  const orchestrator = await testOrchestrator();
  await testWorker({ pool: 'other' });
  const id = await orchestrator.submitJob(job);
  const waiting = await untilStatus(
    async () => orchestrator.getJob(id),
    ({ waitingFor }) => waitingFor !== undefined,
  );
  expect(waiting).toMatchObject({
    state: 'running',
    waitingFor: 'a worker of pool late for text_processor tasks',
    tasks: { waiting: 1, running: 0 },
  });

  await writeFile(join(base, 'input/a.txt'), 'changed');
  await testWorker({ pool: 'late', control: false });

  const summary = await orchestrator.waitForJob(id);
  expect(summary.failures).toMatchObject([{ type: 'InputChanged', attempts: 1 }]);
  expect(summary.message).toContain('a.txt');
});

test.each([
  { what: 'a missing file', path: 'nowhere.txt', says: 'nowhere.txt' },
  { what: 'an empty glob', path: 'input/*.nothing', says: 'input/*.nothing' },
])('$what fails the job with a sentence that names it', async ({ path, says }) => {
  const { job } = await textJob({ input: { path } });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const summary = await orchestrator.waitForJob(await orchestrator.submitJob(job));
  expect(summary.state).toBe('failed');
  expect(summary.message).toContain(says);
});

test('a webhook is told how the job ended; one that cannot be reached is only a warning', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { job } = await textJob({
    notification: [
      { type: 'webhook', url: `http://127.0.0.1:${port}/hook`, on: ['succeeded'] },
      { type: 'webhook', url: 'http://127.0.0.1:1/', on: ['succeeded'] },
      { type: 'webhook', url: 'http://127.0.0.1:1/', on: ['failed'] },
    ],
  });
  const orchestrator = await testOrchestrator();
  await testWorker();

  const id = await orchestrator.submitJob(job);
  const summary = await orchestrator.waitForJob(id);

  expect(JSON.parse(bodies.join(''))).toMatchObject({
    job: id,
    state: 'succeeded',
    tasks: { succeeded: 1 },
  });
  expect(summary.state).toBe('succeeded');
  expect(summary.warnings).toHaveLength(1);
  expect(summary.warnings[0]).toContain('webhook');
});
