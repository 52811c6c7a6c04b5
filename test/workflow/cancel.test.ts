import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jobConfigFromObject } from '../../src/config/load.ts';
import { testClient, testOrchestrator, testWorker } from '../support/cluster.ts';
import { textJob } from '../support/text-job.ts';
import { untilStatus } from '../support/until-status.ts';

/** A command that ends only when a file named `go` is there: SIGTERM is for nothing, and SIGKILL an hour away. */
async function stubbornJob() {
  const { base } = await textJob();
  const run = `cd '${base}'; trap '' TERM; touch begun; while [ ! -e go ]; do sleep 0.05; done`;
  const value = {
    name: 'stubborn',
    input: { path: 'input' },
    algorithm: { type: 'command', grace: '1h', run },
    output: { path: 'out' },
  };
  const job = jobConfigFromObject(value, { base });
  const later = jobConfigFromObject(
    { ...value, algorithm: { type: 'command', run: 'cat' } },
    { base },
  );
  return { base, job, later };
}

test('a job that does not stop is ended by a second cancel with force, and is not in the way of the next', async () => {
  const { base, job, later } = await stubbornJob();
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  await untilStatus(
    async () => orchestrator.getJob(id),
    () => existsSync(join(base, 'begun')),
  );

  await orchestrator.cancelJob(id, { force: true });
  await expect(orchestrator.getJob(id)).resolves.toMatchObject({
    state: 'running',
    stopping: true,
  });
  await orchestrator.cancelJob(id, { force: true });

  const summary = await orchestrator.waitForJob(id);
  expect(summary).toMatchObject({ state: 'cancelled', tasks: { total: 1, cancelled: 1 } });
  expect(summary.message).toContain('cancelled by force');
  const { status } = await (await testClient()).workflow.getHandle(id).describe();
  expect(status.name).toBe('TERMINATED');
  await expect(orchestrator.getJob(id)).resolves.toMatchObject({ state: 'cancelled', summary });
  await expect(orchestrator.retryJob(id)).rejects.toThrow(/submit|none to run again/);

  const next = await orchestrator.submitJob(later);
  await expect(orchestrator.waitForJob(next)).resolves.toMatchObject({ state: 'succeeded' });
  expect(await readFile(join(base, 'out/_SUCCESS'), 'utf8')).toBe('');
  await writeFile(join(base, 'go'), '');
});

test('a workflow that somebody else terminates is shown as cancelled, with their reason', async () => {
  const { base, job } = await stubbornJob();
  const orchestrator = await testOrchestrator();
  const client = await testClient();
  await testWorker();
  const ids = [await orchestrator.submitJob(job), await orchestrator.submitJob(job)];
  const [one, two] = ids.map((id) => client.workflow.getHandle(id));
  await one?.terminate('the disks are needed');
  await two?.terminate();

  await expect(orchestrator.waitForJob(ids[0]!)).resolves.toMatchObject({
    state: 'cancelled',
    message: 'the workflow was ended from outside (terminated): the disks are needed',
  });
  await expect(orchestrator.waitForJob(ids[1]!)).resolves.toMatchObject({
    state: 'cancelled',
    message: expect.stringMatching(/^the workflow was ended from outside \(terminated\): /),
  });
  await writeFile(join(base, 'go'), '');
});

test('what was done before a job was cancelled is told', async () => {
  const { base } = await textJob();
  const value = {
    name: 'half',
    input: { path: 'input', format: 'files' },
    algorithm: { type: 'command', run: 'cat; [ $DJC_TASK = 0 ] || sleep 300' },
    output: { path: 'out' },
    compute: { max_concurrent_tasks: 1 },
    advanced: { batch_size: { items: 1 } },
  };
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(jobConfigFromObject(value, { base }));
  await untilStatus(
    async () => orchestrator.getJob(id),
    ({ tasks }) => tasks.succeeded === 1 && tasks.running === 1,
  );
  await orchestrator.cancelJob(id, { wait: true });

  const { size } = await stat(join(base, 'input/a.txt'));
  await expect(orchestrator.jobResult(id)).resolves.toMatchObject({
    state: 'cancelled',
    tasks: { succeeded: 1, cancelled: 2 },
    bytesDone: size,
    results: [],
  });
});
