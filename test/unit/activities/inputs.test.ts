import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listInputs } from '../../../src/activities/inputs.ts';
import { jobConfigFromObject } from '../../../src/config/load.ts';
import { localFiles } from '../../../src/storage/local.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** Names of the inputs, below the folder, of a job with this `input.path`. */
async function namesOf(folder: string, path: unknown): Promise<readonly string[]> {
  const { spec } = jobConfigFromObject(
    {
      name: 'listed',
      input: { path },
      algorithm: { type: 'text_processor', operation: 'line_count' },
      output: { path: 'in/out' },
    },
    { base: folder },
  );
  const names: string[] = [];
  const { signal } = new AbortController();
  // Small blocks, so that names are cut by them; a list's first block must hold a whole name.
  const storage = localFiles({ blockSize: 9 });
  for await (const { uri } of listInputs({ storages: () => storage, spec, signal })) {
    names.push(uri.slice(folder.length + 1));
  }
  return names;
}

async function folderOf(...files: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'in'));
  await Promise.all(files.map(async (name) => writeFile(join(folder, 'in', name), name)));
  return folder;
}

describe('inputs', () => {
  test('come in the order of the job file, each once', async () => {
    const folder = await folderOf('a', 'b', 'c');
    expect(await namesOf(folder, ['in/c', 'in/*', 'in/a'])).toEqual(['in/c', 'in/a', 'in/b']);
  });

  test.each([
    { ends: 'newlines', list: 'é.txt\n\nb b\né.txt', names: ['in/é.txt', 'in/b b'] },
    { ends: 'CRLF', list: 'b b\r\né.txt\r\n', names: ['in/b b', 'in/é.txt'] },
    {
      ends: 'NUL bytes',
      list: 'b b\0new\nline\0é.txt\0',
      names: ['in/b b', 'in/new\nline', 'in/é.txt'],
    },
    { ends: 'nothing', list: 'b b', names: ['in/b b'] },
  ])('of a list come as it names them, where names end with $ends', async ({ list, names }) => {
    const folder = await folderOf('é.txt', 'b b', 'new\nline');
    await writeFile(join(folder, 'in/list'), list);
    expect(await namesOf(folder, { list: 'in/list' })).toEqual(names);
  });

  test('of a list may have absolute names', async () => {
    const folder = await folderOf('a');
    await writeFile(join(folder, 'list'), join(folder, 'in/a'));
    expect(await namesOf(folder, { list: 'list' })).toEqual(['in/a']);
  });

  test('that are not there, or lie in the output, are errors that name them', async () => {
    const folder = await folderOf('a');
    await expect(namesOf(folder, ['in/a', 'in/none'])).rejects.toMatchObject({
      type: 'InputMissing',
      message: expect.stringContaining('in/none'),
    });
    await mkdir(join(folder, 'in/out'));
    await writeFile(join(folder, 'in/out/x'), '');
    await expect(namesOf(folder, 'in')).rejects.toMatchObject({
      type: 'BadConfig',
      message: expect.stringContaining('in/out/x'),
    });
  });
});
