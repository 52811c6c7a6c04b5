import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Djc, exited, newUser, root, until } from '../support/djc.ts';
import { temporaryFolder } from '../support/folder.ts';
import { shell } from '../support/shell.ts';

/** A job over files that people really have, written beside them. */
async function jobFolder(algorithm: object, more: object = {}): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'input'));
  await writeFile(join(folder, 'input/empty.txt'), '');
  await writeFile(join(folder, 'input/two words.txt'), 'to be or not\r\nto be');
  await writeFile(join(folder, 'input/latin1.txt'), Buffer.from('caf\xE9 to\n', 'latin1'));
  const job = { name: 'words', input: { path: 'input' }, algorithm, output: { path: 'out' } };
  await writeFile(join(folder, 'job.yaml'), JSON.stringify({ ...job, ...more }));
  return folder;
}

const wordCount = { type: 'text_processor', operation: 'word_count' };

/** A command that does not end before there is a file named `go`. */
function waitingForGo(folder: string) {
  return { type: 'command', run: `while [ ! -e '${folder}/go' ]; do sleep 0.1; done; cat` };
}

async function devServer(djc: Djc) {
  const server = djc.start('dev');
  await until(() => (server.output().includes('web UI') ? true : undefined));
  return server;
}

/** The embedded server and all who use it are gone. */
async function expectNothingLeft({ home }: Djc): Promise<void> {
  const state = join(home, '.local/state/djc');
  expect(existsSync(join(state, 'server.json'))).toBe(false);
  expect(await readdir(join(state, 'users'))).toEqual([]);
}

test('help loads nothing but the command line', async () => {
  const djc = await newUser();
  const coverage = join(djc.home, 'coverage');
  const { PATH } = process.env;
  const child = spawn(process.execPath, [`${root}dist/cli/main.js`, '--help'], {
    env: { PATH, NODE_V8_COVERAGE: coverage },
    stdio: 'ignore',
  });
  await once(child, 'exit');
  const [name = ''] = await readdir(coverage);
  const { result } = JSON.parse(await readFile(join(coverage, name), 'utf8'));
  const loaded: string[] = result.map(({ url }: { readonly url: string }) => url);
  const own = loaded.filter((url) => url.startsWith('file:'));
  const texts = await Promise.all(own.map(async (url) => readFile(fileURLToPath(url), 'utf8')));
  // In a bundle a comment names each file that went into it.
  const files = [...own, ...texts.flatMap((text) => text.match(/^\/\/ .*\.js$/gm) ?? [])];
  expect(files.some((file) => file.endsWith('dist/cli/program.js'))).toBe(true);
  const packages = files.flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  );
  expect(new Set(packages)).toEqual(new Set(['commander']));
});

test('a job by hand: dev, worker, submit, wait, status, list, logs, result, cancel', async () => {
  const djc = await newUser();
  const folder = await jobFolder(wordCount);
  const server = await devServer(djc);
  const submitted = await djc.run('submit', join(folder, 'job.yaml'), '--id', 'by-hand');
  expect(submitted).toEqual({ code: 0, stdout: 'by-hand\n', stderr: '' });
  const idle = await djc.run('status', 'by-hand');
  expect(idle.stdout).toMatch(/^planning +by-hand\n.*waiting +for a worker/s);

  const worker = djc.start('worker', '--worker-id', 'w1', '--task-types', 'text_processor');
  const waited = await djc.run('wait', 'by-hand');
  expect(waited.stdout).toMatch(/^succeeded +by-hand +\d tasks? .*\nresult +\//);
  expect(waited.code).toBe(0);

  const status = JSON.parse((await djc.run('status', 'by-hand', '--json')).stdout);
  expect(Object.keys(status).slice(0, 3)).toEqual(['job', 'state', 'tasks']);
  expect(status).toMatchObject({ state: 'succeeded', files: 3, output: join(folder, 'out') });
  const { stdout: listed } = await djc.run('list', '--state', 'succeeded');
  expect(listed).toMatch(/^STATE +STARTED +TOOK +JOB\nsucceeded .* by-hand\n$/);
  const { stdout: log } = await djc.run('logs', 'by-hand', '--task', '0');
  expect(log).toMatch(/^(\d\d:\d\d:\d\d {2}task 0 attempt 1 {2}[^\n]+\n)+$/);

  const { stdout: path } = await djc.run('result', 'by-hand');
  const expected = shell(
    `cat "$1"/input/* | tr -s ' \\t\\r\\n\\v\\f' '\\n' | grep . | sort | uniq -c | awk '{ print $2 "\\t" $1 }'`,
    [folder],
  );
  expect(await readFile(path.trimEnd())).toEqual(expected);
  const cancelled = await djc.run('cancel', 'by-hand');
  expect(cancelled.stdout).toBe('by-hand had already ended: it succeeded\n');

  worker.kill('SIGTERM');
  expect(await exited(worker)).toBe(0);
  expect(worker.output()).toMatch(
    /^worker w1 serves text_processor of pool default at .*\nstopping/,
  );
  server.kill('SIGINT');
  expect(await exited(server)).toBe(0);
  await expectNothingLeft(djc);
});

test('exit codes say what happened', async () => {
  const djc = await newUser();
  const failing = await jobFolder(
    { type: 'command', run: 'echo "no luck" >&2; exit 3' },
    { advanced: { retry: { max_attempts: 1 }, on_threshold: 'fail' } },
  );
  const stuck = await temporaryFolder();
  const waiting = await jobFolder(waitingForGo(stuck));
  expect((await djc.run('status', 'x')).code).toBe(4);
  const server = await devServer(djc);
  djc.start('worker', '--allow-commands');

  const unknown = await djc.run('status', 'no-such-job', '--json');
  expect(unknown.code).toBe(3);
  expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { type: 'NoSuchJob', exit_code: 3 } });

  const failed = await djc.run('submit', '--wait', join(failing, 'job.yaml'), '--id', 'failing');
  expect(failed.code).toBe(1);
  expect(failed.stdout).toMatch(/^failing\nfailed +failing .*no luck/s);
  expect(await djc.run('result', 'failing')).toMatchObject({ code: 1, stdout: '' });

  const park = ['--set', 'advanced.on_threshold=attention', '--set', 'output.path=parked'];
  const parked = await djc.run('submit', '--wait', join(failing, 'job.yaml'), '--id', 'p', ...park);
  expect(parked.code).toBe(6);
  expect(parked.stdout).toContain('djc retry p --failed');
  expect((await djc.run('accept', 'p', '--partial', '--wait')).code).toBe(0);

  await djc.run('submit', join(waiting, 'job.yaml'), '--id', 'stuck');
  expect(await djc.run('result', 'stuck')).toMatchObject({ code: 1, stdout: '' });
  const taken = await djc.run('submit', join(waiting, 'job.yaml'), '--id', 'stuck');
  expect(taken.code).toBe(2);
  expect(await djc.run('cancel', '--wait', 'stuck')).toEqual({
    code: 0,
    stdout: 'stuck is cancelled\n',
    stderr: '',
  });
  expect((await djc.run('wait', 'stuck')).code).toBe(5);
  expect((await djc.run('worker', '--task-types', 'python')).stderr).toContain('text_processor');
  expect(server.exitCode).toBeNull();
});

test('a server that cannot be reached is told within seconds', async () => {
  const djc = await newUser();
  const started = performance.now();
  const { code, stderr } = await djc.run('list', '--address', '127.0.0.1:1');
  expect(code).toBe(4);
  expect(stderr).toMatch(/127\.0\.0\.1:1\n.*djc dev/);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('Ctrl-C leaves a run resumable, and nothing running', async () => {
  const djc = await newUser();
  const flag = await temporaryFolder();
  const folder = await jobFolder(waitingForGo(flag));
  const run = djc.start('run', join(folder, 'job.yaml'), '--allow-commands', '--id', 'resumed');
  await until(() => (run.output().includes('running') ? true : undefined));
  run.kill('SIGINT');
  expect(await exited(run)).toBe(130);
  expect(run.output()).toContain('go on with: djc run --attach resumed --allow-commands\n');
  await expectNothingLeft(djc);

  await writeFile(join(flag, 'go'), '');
  const resumed = await djc.run('run', '--attach', 'resumed', '--allow-commands', '--json');
  expect(resumed.code).toBe(0);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ job: 'resumed', state: 'succeeded' });
  const inputs = shell('cat "$1"/input/*', [folder]);
  expect(await readFile(join(folder, 'out/result.txt'))).toEqual(inputs);
  await expectNothingLeft(djc);
});

/** Runs djc on a terminal of its own, with `keys` typed in. */
async function onTerminal(djc: Djc, keys: string, ...args: readonly string[]): Promise<string> {
  const command = [process.execPath, `${root}dist/cli/main.js`, ...args];
  const line = command.map((it) => `'${it}'`).join(' ');
  const script =
    process.platform === 'darwin' ? ['-q', '/dev/null', ...command] : ['-qec', line, '/dev/null'];
  const { NO_COLOR, ...env } = djc.env;
  expect(NO_COLOR).toBe('1');
  const child = spawn('/usr/bin/script', script, { env: { ...env, TERM: 'xterm-256color' } });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await until(() => (keys === '' || text.includes('[y/N]') ? true : undefined));
  child.stdin.write(keys);
  await once(child, 'exit');
  return text;
}

test('on a terminal djc asks before it runs commands, and shows progress in colour', async () => {
  const djc = await newUser();
  const folder = await jobFolder({ type: 'command', run: 'sort -r' });
  const file = join(folder, 'job.yaml');

  const refused = await onTerminal(djc, 'n\n', 'run', file);
  expect(refused).toMatch(/ {2}sort -r\r\nAllow it\? \[y\/N\] [^]*was not allowed to run commands/);
  const allowed = await onTerminal(djc, 'y\n', 'run', file);
  expect(allowed).toContain('\u001B[32msucceeded\u001B[39m');
  expect(allowed).toMatch(/result +.*result\.txt/);
  await expectNothingLeft(djc);
});

test('where nobody can be asked, commands need the flag', async () => {
  const djc = await newUser();
  const folder = await jobFolder({ type: 'command', run: 'sort -r' });
  const { code, stdout, stderr } = await djc.run('run', join(folder, 'job.yaml'));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('--allow-commands');
  await expectNothingLeft(djc);
});

test('a reader who leaves early is no error', async () => {
  const djc = await newUser();
  const folder = await jobFolder(wordCount);
  const run = await djc.run('run', join(folder, 'job.yaml'), '--id', 'read');
  expect(run.code).toBe(0);
  await devServer(djc);
  const logs = spawn(process.execPath, [`${root}dist/cli/main.js`, 'logs', 'read'], {
    env: djc.env,
  });
  logs.stdout.destroy();
  let said = '';
  logs.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect({ code: await exited(logs), said }).toEqual({ code: 0, said: '' });
});
