import { execFileSync } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { newUser, root } from '../support/djc.ts';
import { temporaryFolder } from '../support/folder.ts';

beforeAll(() => {
  execFileSync(process.execPath, [`${root}examples/word-count/make-input.mjs`]);
});

/** The examples in a folder of their own, so that a run leaves nothing in the clone. */
async function example(name: string): Promise<string> {
  const folder = await temporaryFolder();
  await cp(`${root}examples/${name}`, folder, { recursive: true });
  return folder;
}

test.each([
  { name: 'word-count', result: 'result.tsv', flags: [] },
  { name: 'checksum', result: 'result.txt', flags: [] },
  { name: 'grep-command', result: 'result.txt', flags: ['--allow-commands'] },
])('the example $name gives what its folder expects', async ({ name, result, flags }) => {
  const folder = await example(name);
  const djc = await newUser();

  const { code, stdout } = await djc.run('run', ...flags, join(folder, 'job.yaml'));

  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(result) });
  const found = await readFile(join(folder, 'out', result), 'latin1');
  const expected = await readFile(join(folder, 'expected', result), 'latin1');
  expect(found.replaceAll(`${folder}/`, '')).toBe(expected);
});

test('the library example runs from outside the sources, through the package', async () => {
  const folder = await example('word-count');
  const djc = await newUser();
  const { code, stdout, stderr } = await djc.node(
    'examples/library/word-count.mjs',
    join(folder, 'job.yaml'),
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const [path, bytes] = stdout.trim().split('\t');
  expect(path).toBe(join(folder, 'out/result.tsv'));
  expect(await readFile(path ?? '', 'latin1')).toHaveLength(Number(bytes));
});
