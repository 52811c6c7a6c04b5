import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { jobConfigFromObject } from '../../src/config/load.ts';
import { UsageError } from '../../src/errors.ts';
import type { Orchestrator } from '../../src/orchestrator/orchestrator.ts';
import { verifyResult } from '../../src/proof/verify.ts';
import { storages } from '../../src/storage/index.ts';
import { testOrchestrator, testWorker } from '../support/cluster.ts';
import { temporaryFolder } from '../support/folder.ts';
import { untilStatus } from '../support/until-status.ts';

const files = 6;

/** Fails for the file whose name a file in the folder beside the input has. */
const picky =
  '[ ! -e "${DJC_FILES%/input/*}/bad/${DJC_FILES##*/}" ] || { echo "no $DJC_FILES" >&2; exit 3; }; cat';

interface Changes {
  readonly bad?: readonly string[];
  readonly advanced?: Record<string, unknown>;
  readonly notification?: unknown;
  readonly compute?: unknown;
}

/** A job of one task for each of some small files, of which some fail. */
async function pickyJob({ bad = [], advanced, ...others }: Changes) {
  const base = await temporaryFolder();
  for (const folder of ['input', 'bad']) await mkdir(join(base, folder));
  for (let at = 0; at < files; at += 1)
    await writeFile(join(base, `input/f${at}.txt`), `file ${at}\n`);
  for (const name of bad) await writeFile(join(base, 'bad', name), '');
  const value = {
    name: 'picky',
    input: { path: 'input', format: 'files' },
    algorithm: { type: 'command', run: picky },
    output: { path: 'out' },
    advanced: {
      batch_size: { items: 1 },
      retry: { max_attempts: 1 },
      ...advanced,
    },
    ...others,
  };
  return { base, output: join(base, 'out'), job: jobConfigFromObject(value, { base }) };
}

async function untilParked(orchestrator: Orchestrator, id: string) {
  return untilStatus(
    async () => orchestrator.getJob(id),
    ({ state }) => state === 'attention',
  );
}

function whole(base: string): Buffer {
  return execFileSync('sh', ['-c', 'cat input/*'], { cwd: base });
}

async function resultOf(output: string): Promise<Buffer> {
  return readFile(join(output, 'result.txt'));
}

test('a job parks when more tasks fail than it tolerates, and goes on when they are run again', async () => {
  const { base, output, job } = await pickyJob({ bad: ['f1.txt', 'f4.txt'] });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);

  const parked = await untilParked(orchestrator, id);
  expect(parked.message).toMatch(/task [14] .*failed: [^]*no .*f[14]\.txt/);
  expect(parked.tasks).toMatchObject({ running: 0, cancelled: 0 });
  expect(existsSync(join(output, '_SUCCESS'))).toBe(false);
  await expect(orchestrator.retryJob(id, { tasks: [0] })).rejects.toThrow(UsageError);

  await rm(join(base, 'bad/f1.txt'));
  await rm(join(base, 'bad/f4.txt'));
  await orchestrator.retryJob(id);
  const summary = await orchestrator.waitForJob(id);

  expect(summary).toMatchObject({ state: 'succeeded', tasks: { succeeded: files, failed: 0 } });
  expect(await resultOf(output)).toEqual(whole(base));
  await expect(verifyResult(storages(), output)).resolves.toMatchObject({ problems: [] });
});

test('the tasks of a drive are numbered on, so that no part is written twice', async () => {
  const { base, output, job } = await pickyJob({
    bad: ['f2.txt'],
    advanced: { keep_parts: true },
  });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  await untilParked(orchestrator, id);
  await rm(join(base, 'bad/f2.txt'));
  await orchestrator.retryJob(id);
  await orchestrator.waitForJob(id);

  const parts = await readdir(join(output, '.djc', id, 'parts'));
  expect(parts).toContain('000000-a1');
  expect(parts).toContain('000002-a22');
  expect(parts).not.toContain('000002-a1');
});

test('up to the tolerated failures a job ends, and its manifest says what is missing', async () => {
  const { output, job } = await pickyJob({
    bad: ['f1.txt', 'f4.txt'],
    advanced: { tolerated_failures: '34%' },
  });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const summary = await orchestrator.waitForJob(await orchestrator.submitJob(job));

  expect(summary).toMatchObject({ state: 'succeeded', partial: true, tasks: { failed: 2 } });
  const manifest = JSON.parse(await readFile(join(output, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({
    partial: true,
    missing: [
      { task: 1, slices: [{ uri: expect.stringContaining('f1.txt') }] },
      { task: 4, slices: [{ uri: expect.stringContaining('f4.txt') }] },
    ],
  });
  expect(await resultOf(output)).toEqual(Buffer.from('file 0\nfile 2\nfile 3\nfile 5\n'));
  await expect(verifyResult(storages(), output)).resolves.toMatchObject({
    problems: [],
    partial: true,
    missingBytes: 14,
  });
});

test('the failed tasks of a job that has ended are run again, with changed settings too', async () => {
  const { base, output, job } = await pickyJob({
    bad: ['f1.txt', 'f4.txt'],
    advanced: { tolerated_failures: 2 },
  });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  await orchestrator.waitForJob(id);

  await expect(orchestrator.retryJob(id, { set: ['input.path=elsewhere'] })).rejects.toThrow(
    /input to stay as it is/,
  );
  await expect(orchestrator.retryJob(id, { set: ['algorithm.run=cat'] })).resolves.toBe(2);
  const summary = await orchestrator.waitForJob(id);

  expect(summary).toMatchObject({ state: 'succeeded', tasks: { succeeded: files, failed: 0 } });
  expect(summary.partial).toBeUndefined();
  expect(await resultOf(output)).toEqual(whole(base));
  const manifest = JSON.parse(await readFile(join(output, 'manifest.json'), 'utf8'));
  expect(manifest.revisions).toMatchObject([{ changes: ['algorithm.run=cat'] }]);
  expect(manifest.parts.map(({ revision }: { revision: number }) => revision)).toEqual([
    0, 1, 0, 0, 1, 0,
  ]);
  await expect(orchestrator.retryJob(id)).rejects.toThrow(/none to run again/);
  expect((await orchestrator.listJobs()).filter((it) => it.job === id)).toHaveLength(1);
});

test('on_threshold: fail ends the job, which can go on from there', async () => {
  const { base, output, job } = await pickyJob({
    bad: ['f0.txt'],
    advanced: { on_threshold: 'fail' },
    compute: { max_concurrent_tasks: 1 },
  });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  const failed = await orchestrator.waitForJob(id);
  expect(failed).toMatchObject({ state: 'failed', tasks: { failed: 1 } });

  await rm(join(base, 'bad/f0.txt'));
  await orchestrator.retryJob(id);
  await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({
    state: 'succeeded',
    tasks: { succeeded: files, failed: 0, cancelled: 0 },
  });
  expect(await resultOf(output)).toEqual(whole(base));
  await expect(verifyResult(storages(), output)).resolves.toMatchObject({ problems: [] });
});

test('a parked job is closed with what there is, or cancelled, and tells that it waits', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { output, job } = await pickyJob({
    bad: ['f0.txt'],
    compute: { max_concurrent_tasks: 1 },
    notification: [{ type: 'webhook', url: `http://127.0.0.1:${port}/`, on: ['attention'] }],
  });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  const parked = await untilParked(orchestrator, id);
  expect(parked.tasks).toMatchObject({ failed: 1, waiting: files - 1 });
  await vi.waitFor(() => expect(bodies).toHaveLength(1));
  expect(JSON.parse(bodies.join(''))).toMatchObject({ job: id, state: 'attention' });

  await orchestrator.acceptJob(id);

  await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({
    state: 'succeeded',
    partial: true,
    tasks: { failed: 1, skipped: files - 1 },
  });
  expect(await resultOf(output)).toEqual(Buffer.alloc(0));
  await expect(orchestrator.acceptJob(id)).rejects.toThrow(UsageError);
});

test('failed tasks can go to another pool, which the status then waits for, before and after the end', async () => {
  const { base, output, job } = await pickyJob({ bad: ['f1.txt'] });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  await untilParked(orchestrator, id);
  await orchestrator.retryJob(id, {
    set: ['compute.pool=bigger', 'advanced.timeout=1h', 'advanced.on_threshold=fail'],
  });
  const waiting = await untilStatus(
    async () => orchestrator.getJob(id),
    (status) => status.waitingFor !== undefined,
  );
  expect(waiting.waitingFor).toBe('a worker of pool bigger for command tasks');
  await testWorker({ pool: 'bigger', control: false });
  await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({ state: 'failed' });

  await orchestrator.retryJob(id, { set: ['compute.pool=biggest'] });
  await expect(orchestrator.getJob(id)).resolves.toMatchObject({ pool: 'biggest' });
  await rm(join(base, 'bad/f1.txt'));
  await testWorker({ pool: 'biggest', control: false });
  await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({ state: 'succeeded' });
  expect(await resultOf(output)).toEqual(whole(base));
});
