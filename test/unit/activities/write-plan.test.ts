import { execFileSync } from 'node:child_process';
import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPartition, readSpec } from '../../../src/activities/plan-pages.ts';
import { writePlan } from '../../../src/activities/write-plan.ts';
import { jobConfigFromObject } from '../../../src/config/load.ts';
import type { JobSpec } from '../../../src/config/job-config.ts';
import type { PlanSummary, Slice } from '../../../src/domain/plan.ts';
import { storages } from '../../../src/storage/index.ts';
import { localFiles } from '../../../src/storage/local.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { looksInto } from '../../support/looks.ts';

interface Planned {
  readonly plan: PlanSummary;
  readonly said: readonly string[];
  readonly tasks: readonly (readonly Slice[])[];
}

function specOver(folder: string, parts: object = {}): JobSpec {
  const { spec } = jobConfigFromObject(
    {
      name: 'planned',
      input: { path: 'input' },
      algorithm: { type: 'text_processor', operation: 'line_count' },
      output: { path: 'out' },
      ...parts,
    },
    { base: folder },
  );
  return spec;
}

/** The plan of a job over a folder's `input`, read back task by task. */
async function planOf(folder: string, parts: object = {}): Promise<Planned> {
  const spec = specOver(folder, parts);
  const said: string[] = [];
  const plan = await writePlan({
    ...looksInto(storages()),
    spec,
    planUri: join(folder, 'plan'),
    slots: 2,
    say: (line) => said.push(line),
    signal: new AbortController().signal,
  });
  expect(await readSpec(localFiles(), plan.planUri)).toEqual(spec);
  const tasks = await Promise.all(
    Array.from({ length: plan.tasks }, async (_, task) =>
      readPartition(localFiles({ blockSize: 1000 }), plan.planUri, task),
    ),
  );
  expect(tasks.map(({ task }) => task)).toEqual([...tasks.keys()]);
  return { plan, said, tasks: tasks.map(({ slices }) => slices) };
}

async function folderOfFiles(names: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'input'));
  await Promise.all(names.map((name) => writeFile(join(folder, 'input', name), name)));
  return folder;
}

const checksums = {
  input: { path: 'input', format: 'files' },
  algorithm: { type: 'binary_processor', operation: 'checksum' },
};

test('planning ends when it is told to, and leaves no half page', async () => {
  const folder = await folderOfFiles(['a', 'b', 'c']);
  const listings = [0, 1].map((before) => {
    const stop = new AbortController();
    let listed = 0;
    const storage = localFiles();
    const stopping: Storage = {
      ...storage,
      async *list(pattern) {
        if (listed++ === before) stop.abort(new Error('told to'));
        yield* storage.list(pattern);
      },
    };
    return { stopping, signal: stop.signal };
  });
  for (const { stopping, signal } of listings) {
    const planning = writePlan({
      ...looksInto(() => stopping),
      spec: specOver(folder),
      planUri: join(folder, 'plan'),
      slots: 2,
      say: () => undefined,
      signal,
    });
    await expect(planning).rejects.toThrow('told to');
  }
  const left = await readdir(folder, { recursive: true });
  expect(left.filter((it) => it.includes('page'))).toEqual([]);
});

test('small whole files are shared by four tasks a slot, each in one pack', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `file ${index}\n`);
  const folder = await folderOfFiles(names);
  const { plan, tasks } = await planOf(folder, checksums);
  expect(plan).toMatchObject({ tasks: 8, files: 100 });
  const found = tasks.flat().map(({ uri }) => uri);
  expect(found).toEqual(
    execFileSync('bash', [
      '-c',
      'printf "%s\\0" "$1"/* | LC_ALL=C sort -z',
      '-',
      join(folder, 'input'),
    ])
      .toString()
      .split('\0')
      .slice(0, -1),
  );
});

test('pages hold more tasks than one, and big packs', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `${index}`.padStart(200, 'x'));
  const one = await planOf(await folderOfFiles(names), {
    ...checksums,
    advanced: { batch_size: { items: 1 } },
  });
  expect(one.tasks.map(({ length }) => length)).toEqual(names.map(() => 1));
  const all = await planOf(await folderOfFiles(names), {
    ...checksums,
    advanced: { batch_size: { items: 200 } },
  });
  expect(all.tasks.map(({ length }) => length)).toEqual([200, 100]);
});

test('says which files are bigger than a batch and cannot be cut, and why', async () => {
  const folder = await folderOfFiles(['big.gz', 'big.txt', 'small.gz']);
  await truncate(join(folder, 'input/big.gz'), 3000);
  await truncate(join(folder, 'input/big.txt'), 3000);
  const { plan, said } = await planOf(folder, { advanced: { batch_size: 2000 } });
  expect(plan.labels).toEqual([
    'input/big.gz (not cut: gzip can only be read from its start)',
    'input/big.txt bytes 0–1.5 Ki',
    'input/big.txt bytes 1.5 Ki–2.9 Ki',
    'input/small.gz',
  ]);
  expect(said).toEqual(plan.labels?.slice(0, 1));
});

test('refuses a plan of too many tasks', async () => {
  const folder = await folderOfFiles(['a']);
  await truncate(join(folder, 'input/a'), 2001);
  const planning = planOf(folder, { advanced: { batch_size: 1 } });
  await expect(planning).rejects.toMatchObject({ type: 'TooManyTasks' });
});

test('a task that is not in the plan is an error', async () => {
  const { plan } = await planOf(await folderOfFiles(['a']));
  const reading = readPartition(localFiles(), plan.planUri, 1);
  await expect(reading).rejects.toMatchObject({ type: 'BadConfig' });
});
