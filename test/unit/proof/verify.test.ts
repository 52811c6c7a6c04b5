import { execFileSync } from 'node:child_process';
import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { verifyResult } from '../../../src/proof/verify.ts';
import { storages } from '../../../src/storage/index.ts';
import { temporaryFolder } from '../../support/folder.ts';

const sha256 = (file: string) => execFileSync('sha256sum', ['--', file]).toString().slice(0, 64);

/** An output folder as a job of two tasks over one file leaves it. */
async function provenResult() {
  const base = await temporaryFolder();
  const input = join(base, 'in put.txt');
  await writeFile(input, 'one\ntwo\n');
  await writeFile(join(base, 'result.txt'), 'one\ntwo\n');
  await writeFile(join(base, '_SUCCESS'), '');
  const found = await storages()(input).stat(input);
  const slice = { uri: input, size: 8, fingerprint: found?.fingerprint, start: 0, end: 4 };
  const manifest = {
    job: 'j',
    partial: false,
    totals: { tasks: 2, files: 1, bytes: 8, items_in: 2 },
    results: [{ name: 'result.txt', bytes: 8, sha256: sha256(join(base, 'result.txt')) }],
    parts: [
      { task: 0, items_in: 1, slices: [slice] },
      { task: 1, items_in: 1, slices: [{ ...slice, start: 4, end: 8 }] },
    ],
    missing: [] as unknown[],
  };
  const save = async (changes: object = {}) =>
    writeFile(join(base, 'manifest.json'), JSON.stringify({ ...manifest, ...changes }));
  await save();
  const problems = async () => (await verifyResult(storages(), base)).problems;
  return { base, input, save, problems };
}

test('a result that is whole is proved', async () => {
  const { base } = await provenResult();
  await expect(verifyResult(storages(), base)).resolves.toEqual({
    job: 'j',
    output: base,
    problems: [],
    partial: false,
    missingBytes: 0,
    results: 1,
    resultBytes: 8,
    files: 1,
    inputBytes: 8,
    itemsIn: 2,
    rejected: 0,
    tasks: 2,
  });
});

test('one changed bit of the result is found', async () => {
  const { base, problems } = await provenResult();
  const file = join(base, 'result.txt');
  const bytes = await readFile(file);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  await writeFile(file, bytes);
  const expected = expect.stringContaining(`has the SHA-256 ${sha256(file)} instead of`);
  expect(await problems()).toEqual([expected]);
});

test('a result file of another length, or none, is found', async () => {
  const { base, problems } = await provenResult();
  await appendFile(join(base, 'result.txt'), 'x');
  expect(await problems()).toEqual(['the result file "result.txt" has 9 bytes instead of 8']);
  await rm(join(base, 'result.txt'));
  expect(await problems()).toEqual(['the result file "result.txt" is gone']);
});

test('an input that changed, or is gone, is found', async () => {
  const { input, problems } = await provenResult();
  await appendFile(input, 'three\n');
  expect(await problems()).toEqual([expect.stringMatching(/the input ".*in put.txt" is now .*14/)]);
  await rm(input);
  expect(await problems()).toEqual([expect.stringMatching(/the input ".*in put.txt" is gone/)]);
});

test('a result without _SUCCESS, and one that hides that it is partial, are not proved', async () => {
  const { base, save, problems } = await provenResult();
  await rm(join(base, '_SUCCESS'));
  await save({ partial: true });
  expect(await problems()).toEqual([
    expect.stringContaining('_SUCCESS is not there'),
    'the manifest says partial: true, but 0 tasks have no part',
  ]);
});

test('ranges that leave out bytes are found', async () => {
  const { save, problems } = await provenResult();
  await save({ parts: [], totals: { tasks: 0, files: 0, bytes: 8, items_in: 0 } });
  expect(await problems()).toEqual(['expected 8 input bytes in all, got 0']);
});

test.each(['', '{', '[]', '{"job":"j"}'])('%j is no manifest', async (text) => {
  const { base } = await provenResult();
  await writeFile(join(base, 'manifest.json'), text);
  await expect(verifyResult(storages(), base)).rejects.toThrow(UsageError);
  expect((await stat(base)).isDirectory()).toBe(true);
});
