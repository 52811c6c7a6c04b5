import { chmod, mkdir, mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findTemporal } from '../../../src/dev/temporal-binary.ts';
import { ServerUnreachableError, UsageError } from '../../../src/errors.ts';

const WORKS = 'echo temporal version 1.5.1';
const sdk: { readonly version: string } = createRequire(import.meta.url)(
  '@temporalio/worker/package.json',
);

test('each place is only looked at when those before it have none', async () => {
  const machine = await newMachine();
  const { named, onPath, cached, downloaded } = machine;
  for (const place of [named, onPath, cached, downloaded]) await program(place, WORKS);
  machine.env['DJC_TEMPORAL_BIN'] = named;
  expect(await machine.find()).toBe(named);
  delete machine.env['DJC_TEMPORAL_BIN'];
  for (const place of [onPath, cached, downloaded]) {
    expect(await machine.find()).toBe(place);
    await rm(place);
  }
  await machine.goThat(`printf '#!/bin/sh\\n${WORKS}\\n' > "$GOBIN/temporal"`);
  expect(await machine.find()).toBe(cached);
  expect(machine.said).toHaveLength(1);
  expect(machine.said[0]).toContain('minutes');
});

test('what DJC_TEMPORAL_BIN names must be a program', async () => {
  const machine = await newMachine();
  await program(machine.onPath, WORKS);
  await writeFile(join(machine.folder, 'text'), 'not a program');
  for (const named of [
    join(machine.folder, 'nothing'),
    join(machine.folder, 'text'),
    machine.folder,
  ]) {
    machine.env['DJC_TEMPORAL_BIN'] = named;
    await expect(machine.find()).rejects.toThrow(UsageError);
    await expect(machine.find()).rejects.toThrow(named);
  }
});

test('a folder named temporal, or a file that may not be run, is not the program on the PATH', async () => {
  const machine = await newMachine();
  await mkdir(machine.onPath);
  const second = join(machine.folder, 'second');
  await mkdir(second);
  await writeFile(join(second, 'temporal'), WORKS);
  const third = join(machine.folder, 'third', 'temporal');
  await program(third, WORKS);
  machine.env['PATH'] = `${machine.env['PATH']!}::${second}:${dirname(third)}`;
  expect(await machine.find()).toBe(third);
});

test('half downloads, empty files and other programs are passed over', async () => {
  const machine = await newMachine();
  await truncatedProgram(machine.cached);
  await program(machine.downloaded, WORKS);
  expect(await machine.find()).toBe(machine.downloaded);
  await rm(machine.cached);
  await program(machine.cached, WORKS);
  await truncatedProgram(machine.downloaded);
  expect(await machine.find()).toBe(machine.cached);
  for (const broken of ['', '#!/bin/sh\nexit 1', '#!/bin/sh\necho hello']) {
    await writeFile(machine.cached, broken);
    await expect(machine.find()).rejects.toThrow(ServerUnreachableError);
  }
});

test('a broken one in the cache is replaced by what Go builds', async () => {
  const machine = await newMachine();
  await truncatedProgram(machine.cached);
  await machine.goThat(`printf '#!/bin/sh\\n${WORKS}\\n' > "$GOBIN/temporal"`);
  expect(await machine.find()).toBe(machine.cached);
  expect(await readFile(machine.cached, 'utf8')).toContain(WORKS);
});

test('two at once build once, and what dead attempts left is removed', async () => {
  const machine = await newMachine();
  await truncatedProgram(join(machine.cache, 'temporal-1.5.1.build-dead', 'temporal'));
  await machine.goThat(`printf '#!/bin/sh\\n${WORKS}\\n' > "$GOBIN/temporal"`);
  expect(await Promise.all([machine.find(), machine.find()])).toEqual([
    machine.cached,
    machine.cached,
  ]);
  expect(await machine.goCalls()).toEqual([
    'install github.com/temporalio/cli/cmd/temporal@v1.5.1',
  ]);
  expect(await readdir(machine.cache)).toEqual(['temporal-1.5.1']);
  expect(await readdir(dirname(machine.cached))).toEqual(['temporal']);
});

test.each([
  ['fails', 'echo "no route to proxy" >&2; exit 1', 'no route to proxy'],
  ['builds what does not run', `printf '\\177ELF' > "$GOBIN/temporal"`, 'does not run'],
  ['builds nothing', 'true', 'does not run'],
])('Go that %s leaves nothing, and the error says why and what else', async (_, script, why) => {
  const machine = await newMachine();
  await machine.goThat(script);
  const failure = await machine.find().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ServerUnreachableError);
  expect(failure).toMatchObject({ message: expect.stringContaining(why) });
  expect(await readdir(machine.cache)).toEqual([]);
});

test('with nothing at all, the error names the three ways', async () => {
  const machine = await newMachine();
  const failure = await machine.find().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ServerUnreachableError);
  for (const way of ['DJC_TEMPORAL_BIN', '`temporal` on the PATH', 'Go 1.25']) {
    expect(failure).toMatchObject({ hint: expect.stringContaining(way) });
  }
  expect(machine.said).toEqual([]);
});

/** A machine with empty folders, and `bin` alone on the PATH. */
async function newMachine() {
  const folder = await mkdtemp(join(tmpdir(), 'djc-machine-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const bin = join(folder, 'bin');
  const cache = join(folder, 'cache');
  const temp = join(folder, 'tmp');
  const env: NodeJS.ProcessEnv = { PATH: bin };
  const said: string[] = [];
  const calls = join(folder, 'go-calls');
  await Promise.all([mkdir(bin), mkdir(temp)]);
  return {
    folder,
    cache,
    env,
    said,
    named: join(folder, 'named', 'my temporal'),
    onPath: join(bin, 'temporal'),
    cached: join(cache, 'temporal-1.5.1', 'temporal'),
    downloaded: join(temp, `temporal-sdk-typescript-${sdk.version}`),
    find: () => findTemporal({ env, cache, temp, say: (line) => said.push(line) }),
    /** Puts a `go` on the PATH that notes its arguments, runs a script and makes what it built executable. */
    goThat: (script: string) =>
      program(
        join(bin, 'go'),
        `echo "$@" >> '${calls}'\n${script}\n[ ! -e "$GOBIN/temporal" ] || /bin/chmod +x "$GOBIN/temporal"`,
      ),
    goCalls: async () => (await readFile(calls, 'utf8')).trim().split('\n'),
  };
}

async function program(path: string, script: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

/** The first bytes of a real program. */
async function truncatedProgram(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const node = await open(process.execPath);
  const { buffer } = await node.read(Buffer.alloc(100_000), 0, 100_000, 0);
  await node.close();
  await writeFile(path, buffer);
  await chmod(path, 0o755);
}
