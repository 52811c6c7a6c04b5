import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Djc, newUser, root, until } from '../support/djc.ts';
import { temporaryFolder } from '../support/folder.ts';

const names = readdirSync(`${root}examples`).filter((name) =>
  existsSync(`${root}examples/${name}/expected`),
);

beforeAll(() => {
  execFileSync(process.execPath, [`${root}examples/word-count/make-input.mjs`]);
});

/** An example in a folder of its own, so that a run leaves nothing in the clone. */
async function example(name: string): Promise<string> {
  const folder = await temporaryFolder();
  await cp(`${root}examples/${name}`, folder, { recursive: true });
  return folder;
}

/** Every file that the example expects is there, byte for byte, but for the folder in paths. */
async function expectResults(folder: string): Promise<void> {
  for (const file of readdirSync(join(folder, 'expected'), {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!file.isFile()) continue;
    const expected = join(file.parentPath, file.name);
    const found = await contentOf(expected.replace(/expected(?=\/)/, 'out'));
    expect(found.replaceAll(`${folder}/`, '')).toBe(await contentOf(expected));
  }
}

/** The bytes of a file, each as a character; what gzip makes of them depends on its version, so they are decompressed. */
async function contentOf(path: string): Promise<string> {
  const bytes = await readFile(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
}

async function workingUser(): Promise<Djc> {
  const djc = await newUser();
  const worker = djc.start('worker', '--use-local', '--allow-commands');
  await until(() => (worker.output().includes('serves') ? true : undefined));
  return djc;
}

describe('every example gives what its folder expects', () => {
  test('by djc submit, on one worker', async () => {
    const djc = await workingUser();
    expect(names).toContain('word-count');
    for (const name of names) {
      const folder = await example(name);
      const { code, stdout } = await djc.run('submit', '--wait', join(folder, 'job.yaml'));
      expect({ name, code, stdout }).toMatchObject({ name, code: 0 });
      await expectResults(folder);
    }
  });

  test('by djc run, with a server and a worker of its own', async () => {
    const folder = await example('word-count');
    const djc = await newUser();
    const { code, stdout } = await djc.run('run', join(folder, 'job.yaml'));
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('result.tsv'),
    });
    await expectResults(folder);
  });
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
