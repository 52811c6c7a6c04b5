import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publish } from '../../../src/activities/publish.ts';
import { jobConfigFromObject } from '../../../src/config/load.ts';
import { DataError } from '../../../src/errors.ts';
import { localFiles } from '../../../src/storage/local.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** An output folder that holds a result, and another one that is ready to take its place. */
async function newResult(storage: Storage = localFiles()) {
  const base = await temporaryFolder();
  const path = join(base, 'out');
  const from = join(path, '.djc/new/result-a1');
  await mkdir(from, { recursive: true });
  for (const name of ['result.tsv', 'manifest.json', '_SUCCESS'])
    await writeFile(join(path, name), 'old');
  await writeFile(join(from, 'result.tsv'), 'new');
  const { spec } = jobConfigFromObject(
    {
      name: 'new',
      input: { path: 'input' },
      algorithm: { type: 'text_processor', operation: 'word_count' },
      output: { path: 'out', if_exists: 'replace' },
    },
    { base },
  );
  const totals = { tasks: 0, files: 0, bytes: 0, itemsIn: 0 };
  return {
    path,
    publication: {
      storage,
      spec,
      job: 'new',
      from,
      results: [{ name: 'result.tsv', bytes: 3, sha256: '' }],
      parts: [],
      account: { revisions: [], partial: false, missing: [], totals },
      isWanted: async () => true,
      now: () => new Date(0),
    },
  };
}

test('whoever was taken for dead publishes nothing, and takes nothing away', async () => {
  const { path, publication } = await newResult();
  const late = publish({ ...publication, isWanted: async () => false });
  await expect(late).rejects.toBeInstanceOf(DataError);
  expect(await readdir(path)).toEqual(['.djc', '_SUCCESS', 'manifest.json', 'result.tsv']);
});

test('nothing is written in the output folder: all of a result is moved there, _SUCCESS last', async () => {
  const files = localFiles();
  const moved: string[] = [];
  const { path, publication } = await newResult({
    ...files,
    async write(uri, durability) {
      expect(uri).toContain('/result-a1/');
      return files.write(uri, durability);
    },
    async move(moves) {
      moved.push(...moves.map(({ to }) => to));
      await files.move(moves);
    },
  });
  await publish(publication);
  expect(moved).toEqual(['result.tsv', 'manifest.json', '_SUCCESS'].map((it) => join(path, it)));
});

test('where a file cannot be moved, those before it are taken away, unless a later attempt has come', async () => {
  for (const isWanted of [true, false]) {
    const { path, publication } = await newResult();
    const answers = [true, isWanted];
    const results = [...publication.results, { name: 'gone.txt', bytes: 0, sha256: '' }];
    const failing = publish({ ...publication, results, isWanted: async () => answers.shift()! });
    await expect(failing).rejects.toMatchObject({ type: 'OutputUnwritable' });
    const left = isWanted ? ['.djc', 'manifest.json'] : ['.djc', 'manifest.json', 'result.tsv'];
    expect(await readdir(path)).toEqual(left);
  }
});
