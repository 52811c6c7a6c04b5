import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, type TestContext } from 'vitest';
import { jobConfigFromObject } from '../../src/config/load.ts';
import { testOrchestrator, testWorker } from '../support/cluster.ts';
import { temporaryFolder } from '../support/folder.ts';
import { textJob } from '../support/text-job.ts';
import { untilStatus } from '../support/until-status.ts';

/** A job of one task for each file, of which the first waits for a file named `go`. */
async function waitingJob(changes: Record<string, unknown> = {}) {
  const { base } = await textJob();
  const value = {
    name: 'faulty',
    input: { path: 'input', format: 'files' },
    algorithm: {
      type: 'command',
      run: `cd '${base}'; touch begun; while [ ! -e go ]; do sleep 0.05; done; cat`,
    },
    output: { path: 'out' },
    compute: { max_concurrent_tasks: 1 },
    advanced: { batch_size: { items: 1 }, on_threshold: 'fail' },
    ...changes,
  };
  return { base, job: jobConfigFromObject(value, { base }) };
}

async function underWay(changes: Record<string, unknown> = {}) {
  const { base, job } = await waitingJob(changes);
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  await untilStatus(
    async () => orchestrator.getJob(id),
    () => existsSync(join(base, 'begun')),
  );
  const ended = async () => {
    await writeFile(join(base, 'go'), '');
    return orchestrator.waitForJob(id);
  };
  return { base, id, orchestrator, ended };
}

// The attempt that runs cannot write its part, which another one might; that one finds no plan.
test('an output folder that is deleted in mid-job fails it soon, and says so', async () => {
  const { base, ended } = await underWay();
  await rm(join(base, 'out'), { recursive: true });
  const { state, failures } = await ended();
  expect(state).toBe('failed');
  expect(failures).toMatchObject([{ type: 'InputMissing', attempts: 2 }]);
  expect(failures[0]?.message).toMatch(
    /plan of the job.* is gone: somebody removed the output folder/,
  );
  expect(await readdir(join(base, 'out'))).toEqual(['.djc']);
});

test('an input that vanishes in mid-job fails its task at once, by its name', async () => {
  const { base, ended } = await underWay();
  await rm(join(base, 'input/empty.txt'));
  const { failures, tasks } = await ended();
  expect(failures).toMatchObject([{ type: 'InputMissing', attempts: 1 }]);
  expect(failures[0]?.message).toContain('input/empty.txt');
  expect(tasks).toMatchObject({ succeeded: 2, failed: 1 });
  expect(await readdir(join(base, 'out'))).toEqual(['.djc']);
});

test('what keeps a job from being planned is shown while it is tried again, and it goes on once mended', async () => {
  const { base, job } = await waitingJob();
  await writeFile(join(base, 'out'), 'a file where the folder should be');
  await writeFile(join(base, 'go'), '');
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  const { waitingFor } = await untilStatus(
    async () => orchestrator.getJob(id),
    (status) => status.waitingFor !== undefined,
  );
  expect(waitingFor).toMatch(/^another try, because cannot write .*out\/\.djc\/claim/);
  await rm(join(base, 'out'));
  await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({ state: 'succeeded' });
});

test('a result that cannot be put into place leaves none of its files, nor takes what is there', async () => {
  const { base, id, orchestrator, ended } = await underWay({
    output: { path: 'out', consolidate: 'none' },
  });
  await mkdir(join(base, 'out/part-000001/theirs'), { recursive: true });
  const ending = ended();
  const { waitingFor } = await untilStatus(
    async () => orchestrator.getJob(id),
    (status) => status.waitingFor !== undefined,
  );
  expect(waitingFor).toContain('part-000001');
  expect((await readdir(join(base, 'out'))).toSorted()).toEqual(['.djc', 'part-000001']);
  expect(await readdir(join(base, 'out/part-000001'))).toEqual(['theirs']);
  await rm(join(base, 'out/part-000001'), { recursive: true });
  await expect(ending).resolves.toMatchObject({ state: 'succeeded' });
  expect(await readdir(join(base, 'out'))).toContain('_SUCCESS');
});

/** A file system of 1 MiB in memory, for the test that asks; skips the test, with why, on a machine that has none. */
async function smallDisk(skip: TestContext['skip']): Promise<string> {
  const folder = await temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    skip(`mounting a disk needs root: ${String(error)}`);
  }
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

/** As often and as soon as a test needs. */
const untilMended = { max_attempts: 1_000, initial_interval: '100ms', max_interval: '200ms' };

test('a full disk is told with the task, which succeeds once there is room', async ({ skip }) => {
  const disk = await smallDisk(skip);
  const { job } = await waitingJob({
    algorithm: { type: 'command', run: 'head -c 3000000 /dev/zero' },
    output: { path: join(disk, 'out') },
    advanced: { batch_size: { items: 3 }, retry: untilMended },
  });
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  const { troubles } = await untilStatus(
    async () => orchestrator.getJob(id),
    (status) => status.troubles.length > 0,
  );
  expect(troubles[0]?.message).toMatch(/^cannot write .*parts\/000000-a\d+": the disk is full$/);
  expect(await readdir(join(disk, 'out'))).toEqual(['.djc']);

  execFileSync('mount', ['-o', 'remount,size=64m', disk]);

  await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({ state: 'succeeded' });
  expect((await stat(join(disk, 'out/result.txt'))).size).toBe(3_000_000);
});

test('an output that turns read-only is told with the task, which succeeds once it can be written', async ({
  skip,
}) => {
  const disk = await smallDisk(skip);
  const { base, job } = await waitingJob({
    algorithm: { type: 'command', run: 'cat' },
    output: { path: join(disk, 'out') },
    advanced: { batch_size: { items: 3 }, retry: untilMended },
  });
  // Its tasks are served by nobody until the disk is read-only: one with an open file refuses to be.
  const orchestrator = await testOrchestrator();
  await testWorker({ taskTypes: ['text_processor'] });
  const id = await orchestrator.submitJob(job);
  await untilStatus(
    async () => orchestrator.getJob(id),
    ({ state }) => state === 'running',
  );
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  await testWorker({ workerId: 'second', control: false });
  const { troubles } = await untilStatus(
    async () => orchestrator.getJob(id),
    (status) => status.troubles.length > 0,
  );
  expect(troubles[0]?.message).toMatch(
    /^cannot write .*parts\/000000-a\d+": the file system is read-only$/,
  );

  execFileSync('mount', ['-o', 'remount,rw', disk]);
  await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({ state: 'succeeded' });
  const files = execFileSync('sh', ['-c', 'LC_ALL=C; cat "$1"/input/* | sha256sum', '-', base]);
  const result = execFileSync('sh', ['-c', 'sha256sum < "$1"/out/result.txt', '-', disk]);
  expect(result.toString()).toBe(files.toString());
});

test('a disk that DuckDB needs and that is full is told with the task, which succeeds once there is room', async ({
  skip,
}) => {
  const disk = await smallDisk(skip);
  const { base, job } = await waitingJob({
    input: { path: 'rows.csv', format: 'csv' },
    algorithm: {
      type: 'sql',
      query: 'SELECT max(text) AS last FROM input',
      final: 'SELECT max(last) AS last FROM parts',
    },
    output: { path: join(disk, 'out') },
    advanced: { retry: untilMended },
  });
  const rows = `awk 'BEGIN { print "text,n"; for (i = 0; i < 2e5; i++) print "row number " i "," i }'`;
  execFileSync('sh', ['-c', `${rows} > "$1"/rows.csv`, '-', base]);
  const orchestrator = await testOrchestrator();
  await testWorker();
  const id = await orchestrator.submitJob(job);
  const { troubles } = await untilStatus(
    async () => orchestrator.getJob(id),
    (status) => status.troubles.length > 0,
  );
  expect(troubles[0]?.message).toMatch(/^cannot write .*columns\.parquet": the disk is full$/);

  execFileSync('mount', ['-o', 'remount,size=64m', disk]);

  await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({ state: 'succeeded' });
  const last = [
    '-c',
    'cut -d, -f1 "$1"/rows.csv | tail -n +2 | LC_ALL=C sort | tail -n 1',
    '-',
    base,
  ];
  expect(await readFile(join(disk, 'out/result.csv'), 'utf8')).toBe(
    `last\n${execFileSync('sh', last).toString()}`,
  );
});
