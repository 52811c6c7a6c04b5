import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Djc, exited, newUser, root, until } from '../support/djc.ts';
import { temporaryFolder } from '../support/folder.ts';

const pages = ['README.md', 'docs/cli.md', 'docs/job-file.md'];

/** The lines of a page's shell blocks that call djc. */
async function commandLines(page: string): Promise<string[]> {
  const text = await readFile(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split('\n')).filter((line) => /\bdjc /.test(line));
}

/** A user with `djc` on the PATH, a job file, an embedded server, a worker, and a job that has ended. */
async function preparedUser() {
  const folder = await temporaryFolder();
  const djc = await newUser(folder);
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/djc'), `#!/bin/sh\nexec node '${root}dist/cli/main.js' "$@"\n`);
  await chmod(join(folder, 'bin/djc'), 0o755);
  await mkdir(join(folder, 'logs'));
  await writeFile(join(folder, 'logs/a.log'), 'ERROR it failed\nall is well\n');
  const job = {
    name: 'errors',
    input: { path: 'logs' },
    algorithm: { type: 'text_processor', operation: 'grep', pattern: 'failed' },
    output: { path: 'out', if_exists: 'replace' },
    notification: [{ type: 'webhook', url: 'http://localhost:8080/', on: ['attention'] }],
  };
  await writeFile(join(folder, 'job.yaml'), JSON.stringify(job));
  const worker = djc.start('worker', '--use-local');
  await until(() => (worker.output().includes('serves') ? true : undefined));
  const ended = (await djc.run('submit', 'job.yaml', '--wait', '--id', 'ended')).code;
  expect(ended).toBe(0);
  const env = { ...djc.env, PATH: `${join(folder, 'bin')}:${djc.env['PATH']}` };
  return { folder, env, parked: parkedJobs(djc, folder) };
}

/** Jobs of ten tasks each that wait for a person, one after the other: what is said to one settles its fate. */
async function* parkedJobs(djc: Djc, folder: string): AsyncGenerator<string, never> {
  await mkdir(join(folder, 'broken'));
  for (let at = 0; at < 10; at += 1)
    await writeFile(join(folder, `broken/${at}.gz`), 'this is not gzip');
  for (let number = 0; ; number += 1) {
    const job = {
      name: 'broken',
      input: { path: 'broken' },
      algorithm: { type: 'binary_processor', operation: 'decompress' },
      output: { path: `unpacked-${number}` },
      advanced: { batch_size: { items: 1 } },
    };
    await writeFile(join(folder, 'broken.yaml'), JSON.stringify(job));
    const id = `parked-${number}`;
    // 6: it waits for a person.
    expect((await djc.run('submit', 'broken.yaml', '--wait', '--id', id)).code).toBe(6);
    yield id;
  }
}

type User = Awaited<ReturnType<typeof preparedUser>>;

/** A line as a reader would type it, with a job of their own. */
function typed(line: string, job: string): string {
  return line.replaceAll(/\bJOB\b|word-count-x7k2qm/g, job).replace(/&\s*(#.*)?$/, '');
}

async function runToEnd({ folder, env }: User, line: string) {
  return new Promise((resolve) => {
    const child = execFile('sh', ['-c', line], { cwd: folder, env }, (_error, stdout, stderr) =>
      resolve({ line, code: child.exitCode, ...(child.exitCode !== 0 && { stdout, stderr }) }),
    );
    child.stdin?.end();
  });
}

/** A worker runs until it is told to stop. */
async function runUntilItServes({ folder, env }: User, line: string) {
  const child = spawn('sh', ['-c', `exec ${line}`], { cwd: folder, env });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  await until(() => (said.includes('serves') ? true : undefined));
  child.kill('SIGTERM');
  return { line, code: await exited(child) };
}

describe('every command line in the docs runs as it stands', () => {
  const lines = new Map<string, string[]>();
  beforeAll(async () => {
    for (const page of pages) lines.set(page, await commandLines(page));
  });

  test.each(pages)('%s', async (page) => {
    const user = await preparedUser();
    const commands = lines.get(page) ?? [];
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const isForParked = /^djc (?:retry|accept) /.test(command);
      const line = typed(command, isForParked ? (await user.parked.next()).value : 'ended');
      const run = line.startsWith('djc worker') ? runUntilItServes : runToEnd;
      expect(await run(user, line)).toEqual({ line, code: 0 });
    }
  });
});
