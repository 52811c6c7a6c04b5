import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createActivities } from '../../../src/activities/index.ts';
import { planWriter } from '../../../src/activities/plan-pages.ts';
import type { Heartbeat } from '../../../src/activities/pulse.ts';
import { jobConfigFromObject } from '../../../src/config/load.ts';
import { createRunners } from '../../../src/runners/index.ts';
import { storages } from '../../../src/storage/index.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** A planned job of one command, and the activity that runs it. */
async function oneTask(run: string, retry: object = {}) {
  const base = await temporaryFolder();
  await mkdir(join(base, 'input'));
  await writeFile(join(base, 'input/a.txt'), 'a line\n');
  const { spec } = jobConfigFromObject(
    {
      name: 'one',
      input: { path: 'input' },
      algorithm: { type: 'command', run },
      output: { path: 'out' },
      advanced: { retry },
    },
    { base },
  );
  const open = storages();
  const storage = open(base);
  const planUri = join(base, 'out/.djc/one/plan-a1');
  const writer = planWriter(storage, planUri);
  const file = await storage.stat(join(base, 'input/a.txt'));
  await writer.add([{ ...file!, start: 0, end: file!.size }]);
  await writer.finish(spec);
  const runners = createRunners({ maxThreads: 1 });
  onTestFinished(async () => runners.close());
  const { runTask } = createActivities({
    storages: open,
    runners,
    worker: 'w',
    slots: 1,
    allowCommands: true,
    turn: async (work) => work(),
    now: () => new Date(0),
    random: () => 0.5,
  });
  return { runTask, input: { job: 'one', planUri, task: 0 } };
}

/** Runs one attempt as the server would, given what the last one's heartbeat said. */
async function attemptOf(
  { runTask, input }: Awaited<ReturnType<typeof oneTask>>,
  { attempt, heartbeat }: { readonly attempt: number; readonly heartbeat?: Heartbeat },
) {
  const environment = new MockActivityEnvironment(
    { attempt, heartbeatDetails: heartbeat },
    { logger: new DefaultLogger('ERROR') },
  );
  const beats: Heartbeat[] = [];
  environment.on('heartbeat', (beat: Heartbeat) => beats.push(beat));
  const outcome = await environment.run(runTask, input).catch((error: unknown) => error);
  return { outcome, last: beats.at(-1) };
}

test('an attempt answers counts and a hash, and names the attempt that won', async () => {
  const task = await oneTask('tr a-z A-Z');
  const { outcome } = await attemptOf(task, { attempt: 3 });
  expect(outcome).toEqual({
    attempt: 3,
    itemsIn: 1,
    itemsOut: 1,
    bytesIn: 7,
    bytesOut: 7,
    // printf 'A LINE\n' | sha256sum
    sha256: '15d7dbf2315ef23f400c930642365eb0caff5d1ed3d364b53ac52c4bca1f00ab',
  });
});

test('a failure is charged to the task, and the charge travels in the heartbeat', async () => {
  const task = await oneTask('exit 1', { max_attempts: 3, initial_interval: '1s' });

  const first = await attemptOf(task, { attempt: 1 });
  expect(first.last).toMatchObject({ charged: 1 });
  expect(first.outcome).toBeInstanceOf(ApplicationFailure);
  expect(first.outcome).toMatchObject({
    type: 'CommandFailed',
    nonRetryable: false,
    // Half of the second that the backoff is, by the random number above.
    nextRetryDelay: 500,
    details: [1],
  });

  // Attempts 2 to 7 were lost with their workers: nothing was charged for them.
  const eighth = await attemptOf(task, { attempt: 8, heartbeat: first.last! });
  expect(eighth.outcome).toMatchObject({
    nonRetryable: false,
    nextRetryDelay: 1_000,
    details: [2],
  });

  const ninth = await attemptOf(task, { attempt: 9, heartbeat: eighth.last! });
  expect(ninth.outcome).toMatchObject({ nonRetryable: true, details: [3] });
});

test('a failure type that the job file names is not tried again', async () => {
  const task = await oneTask('exit 1', { non_retryable: ['CommandFailed'] });
  const { outcome } = await attemptOf(task, { attempt: 1 });
  expect(outcome).toMatchObject({ type: 'CommandFailed', nonRetryable: true });
});
