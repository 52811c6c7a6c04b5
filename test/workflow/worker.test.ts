import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jobConfigFromObject } from '../../src/config/load.ts';
import { testOrchestrator, testWorker } from '../support/cluster.ts';
import { temporaryFolder } from '../support/folder.ts';
import { untilStatus } from '../support/until-status.ts';

const hour = 3_600_000;

/** Four commands, one after the other, that wait for a file named `go`, and may not fail once. */
async function patientJob() {
  const base = await temporaryFolder();
  await mkdir(join(base, 'input'));
  for (const name of ['a', 'b', 'c', 'd']) await writeFile(join(base, 'input', name), `${name}\n`);
  const value = {
    name: 'patient',
    input: { path: 'input', format: 'files' },
    algorithm: {
      type: 'command',
      run: `cd '${base}'; touch begun; while [ ! -e go ]; do sleep 0.05; done; cat`,
    },
    output: { path: 'out' },
    advanced: { batch_size: { items: 1 }, retry: { max_attempts: 1 } },
  };
  return { base, job: jobConfigFromObject(value, { base }) };
}

/** The job, run by a worker with one slot of which one task runs. */
async function underWay(grace: number) {
  const { base, job } = await patientJob();
  const orchestrator = await testOrchestrator();
  const first = await testWorker({ workerId: `first-${base}`, maxConcurrentTasks: 1, grace });
  const id = await orchestrator.submitJob(job);
  await untilStatus(
    async () => orchestrator.getJob(id),
    ({ tasks }) => tasks.running > 0 && existsSync(join(base, 'begun')),
  );
  const go = async () => writeFile(join(base, 'go'), '');
  /** Ends the job with another worker; answers the parts that the first one made. */
  const partsOfFirst = async () => {
    await testWorker({ workerId: `second-${base}` });
    await expect(orchestrator.waitForJob(id)).resolves.toMatchObject({ state: 'succeeded' });
    expect(await readFile(join(base, 'out/result.txt'), 'utf8')).toBe('a\nb\nc\nd\n');
    const { parts } = JSON.parse(await readFile(join(base, 'out/manifest.json'), 'utf8'));
    return parts.filter(({ worker }: { worker: string }) => worker === first.workerId);
  };
  return { first, go, partsOfFirst };
}

test('a worker that shuts down ends the task it runs within the grace, and takes no other', async () => {
  const { first, go, partsOfFirst } = await underWay(hour);
  const stopped = first.shutdown();
  await go();
  await stopped;
  expect(await partsOfFirst()).toMatchObject([{ attempt: 1 }]);
});

test('what still runs when the grace is over is handed back, and costs the task no attempt of its own', async () => {
  const { first, go, partsOfFirst } = await underWay(200);
  await first.shutdown();
  await go();
  expect(await partsOfFirst()).toEqual([]);
});

test('a worker can hand back what it runs before the grace is over', async () => {
  const { first, go, partsOfFirst } = await underWay(hour);
  const stopped = first.shutdown();
  await first.handBack();
  await stopped;
  await go();
  expect(await partsOfFirst()).toEqual([]);
});
