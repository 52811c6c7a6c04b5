import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jobConfigFromObject } from '../../src/config/load.ts';
import { verifyResult } from '../../src/proof/verify.ts';
import { storages } from '../../src/storage/index.ts';
import { testOrchestrator, testWorker } from '../support/cluster.ts';
import { temporaryFolder } from '../support/folder.ts';

/** A job over one file in several tasks, of which some lines are bad. */
async function jobWithBadLines(advanced: object) {
  const base = await temporaryFolder();
  await mkdir(join(base, 'input'));
  const lines = Array.from({ length: 2_000 }, (_, at) =>
    at % 601 === 600 ? `line ${at} BAD\n` : `line ${at} ${'.'.repeat(at % 50)}\n`,
  );
  await writeFile(join(base, 'input/a.txt'), lines.join(''));
  const value = {
    name: 'skipping',
    input: { path: 'input' },
    algorithm: { type: 'command', run: `awk '/BAD/ { exit 9 } { print }'` },
    output: { path: 'out' },
    advanced: { batch_size: '20KiB', retry: { max_attempts: 1 }, ...advanced },
  };
  return { base, output: join(base, 'out'), job: jobConfigFromObject(value, { base }) };
}

test('bad lines go to dead-letter/, and the rest is whole and proved', async () => {
  await testWorker();
  const orchestrator = await testOrchestrator();
  const { base, output, job } = await jobWithBadLines({ skip: { max_records: 3 } });
  const id = await orchestrator.submitJob(job);
  const summary = await orchestrator.waitForJob(id);

  expect(summary).toMatchObject({ state: 'succeeded', rejected: 3, itemsIn: 2_000 });
  expect(summary).not.toHaveProperty('partial');
  const sh = (script: string) => execFileSync('sh', ['-c', script], { cwd: base }).toString();
  expect(await readFile(join(output, 'result.txt'), 'utf8')).toBe(sh('grep -v BAD input/a.txt'));
  expect(await readFile(join(output, 'dead-letter/records'), 'utf8')).toBe(
    sh('grep BAD input/a.txt'),
  );
  const index = (await readFile(join(output, 'dead-letter/index.jsonl'), 'utf8')).trim();
  const letters = index.split('\n').map((line) => JSON.parse(line));
  const places = sh('grep -bn BAD input/a.txt').trim().split('\n');
  expect(letters.map(({ record, offset }) => `${record}:${offset}`)).toEqual(
    places.map((it) => it.split(':').slice(0, 2).join(':')),
  );
  // Where each is said to lie, it lies.
  const records = await readFile(join(output, 'dead-letter/records'));
  for (const { at, bytes } of letters)
    expect(records.subarray(at, at + bytes).toString()).toMatch(/^line \d+ BAD\n$/);
  expect(await verifyResult(storages(), output)).toMatchObject({ problems: [], rejected: 3 });
});

test('a task with more bad lines than may be fails', async () => {
  await testWorker();
  const orchestrator = await testOrchestrator();
  const { job } = await jobWithBadLines({
    skip: { max_records: 1 },
    batch_size: '10MiB',
    on_threshold: 'fail',
  });
  const summary = await orchestrator.waitForJob(await orchestrator.submitJob(job));
  expect(summary).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('advanced.skip.max_records lets a task take out 1'),
  });
});
