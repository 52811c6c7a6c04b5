import { MockActivityEnvironment } from '@temporalio/testing';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tidyUpActivity } from '../../../src/activities/tidy-up.ts';
import { createRunners } from '../../../src/runners/index.ts';
import { storages } from '../../../src/storage/index.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** What is below `.djc` when a job of which writers died has been tidied up. */
async function tidied({ keepParts }: { readonly keepParts: boolean }): Promise<readonly string[]> {
  const output = await temporaryFolder();
  const draft = (name: string) => `.${name}.0123456789ab.tmp`;
  const files = [
    'claim',
    draft('claim'),
    `job/${draft('standing.json')}`,
    'job/logs/000000-a1.jsonl',
    `job/logs/${draft('000000-a1.jsonl')}`,
    'job/parts/000000-a2',
    `job/parts/${draft('000000-a1')}`,
    'job/parts/000000-a1.scratch/0.csv',
    'job/result-a1/result.tsv',
  ];
  for (const file of files) {
    await mkdir(join(output, '.djc', file, '..'), { recursive: true });
    await writeFile(join(output, '.djc', file), file === 'claim' ? 'job' : '');
  }
  const runners = createRunners({ maxThreads: 1 });
  onTestFinished(async () => runners.close());
  const tidyUp = tidyUpActivity({
    storages: storages(),
    runners,
    worker: 'w',
    slots: 1,
    allowCommands: false,
    turn: async (work) => work(),
    now: () => new Date(0),
    random: () => 0,
  });
  await new MockActivityEnvironment().run(tidyUp, { job: 'job', output, keepParts });
  const left = await readdir(join(output, '.djc'), { recursive: true });
  return left.toSorted();
}

test('only logs are left of a job, and nothing of writers that died', async () => {
  expect(await tidied({ keepParts: false })).toEqual([
    'job',
    'job/logs',
    'job/logs/000000-a1.jsonl',
  ]);
});

test('parts that are kept are kept without what attempts left that died', async () => {
  expect(await tidied({ keepParts: true })).toEqual([
    'job',
    'job/logs',
    'job/logs/000000-a1.jsonl',
    'job/parts',
    'job/parts/000000-a2',
  ]);
});
