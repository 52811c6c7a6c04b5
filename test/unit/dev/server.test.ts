import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { joinServer } from '../../../src/dev/server.ts';
import { ServerUnreachableError } from '../../../src/errors.ts';

test('without a server nothing is joined, and nothing is made', async () => {
  const folder = await temporaryFolder();
  expect(await joinServer(options(folder, { start: false }))).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test('a record of a dead server is no server', async () => {
  const folder = await temporaryFolder();
  const record = { pid: process.pid, address: '127.0.0.1:1', ui_url: 'http://127.0.0.1:2' };
  for (const text of [JSON.stringify(record), '{"pid":', '']) {
    await writeFile(join(folder, 'server.json'), text);
    expect(await joinServer(options(folder, { start: false }))).toBeUndefined();
  }
});

test('a CLI that cannot start the server is quoted, at once, and nothing is left running', async () => {
  const folder = await temporaryFolder();
  const old = join(folder, 'old temporal');
  await writeFile(old, '#!/bin/sh\necho "Error: unknown flag: --sqlite-pragma" >&2\nexit 1\n');
  await chmod(old, 0o755);
  const failure = await joinServer(options(folder, { program: old })).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(ServerUnreachableError);
  expect(failure).toMatchObject({
    message: expect.stringContaining('unknown flag: --sqlite-pragma'),
    hint: expect.stringContaining(old),
  });
  expect(await readdir(folder)).not.toContain('server.json');
  expect(await readdir(folder)).not.toContain('lock');
});

test('of the long lines of a server that ends the ends are quoted, with what is to be done', async () => {
  const folder = await temporaryFolder();
  const program = join(folder, 'temporal');
  const says = 'printf "%09000d user: unknown userid 1234" 0 >&2';
  await writeFile(program, `#!/bin/sh\n${says}\nexit 1\n`);
  await chmod(program, 0o755);
  const failure: unknown = await joinServer(options(folder, { program })).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    message: expect.stringMatching(/did not start:\n…0{300,400} user: unknown userid 1234$/u),
    hint: expect.stringContaining('/etc/passwd'),
  });
});

test('a CLI that the system cannot run is named', async () => {
  const folder = await temporaryFolder();
  const program = join(folder, 'temporal');
  await writeFile(program, '#!/no/such/shell\n');
  await chmod(program, 0o755);
  const joining = joinServer(options(folder, { program }));
  await expect(joining).rejects.toThrow(/did not start:\n.*ENOENT/u);
});

function options(state: string, { start = true, program = '' }) {
  return {
    env: { DJC_TEMPORAL_BIN: program, PATH: '' },
    folders: { cache: join(state, 'cache'), state },
    start,
    say: () => undefined,
  };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'djc-state-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
