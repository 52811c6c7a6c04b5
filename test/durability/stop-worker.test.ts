import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exited, newUser, until } from '../support/djc.ts';
import { temporaryFolder } from '../support/folder.ts';
import { isRunning } from '../support/processes.ts';

/** Its one task waits for a file named `go`, and may not fail once. */
async function waitingJob(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'input'));
  await writeFile(join(folder, 'input/a.txt'), 'a\n');
  const run = `cd '${folder}'; echo $$ > pid; mv pid begun; while [ ! -e go ]; do sleep 0.1; done; cat`;
  const job = {
    name: 'waiting',
    input: { path: 'input' },
    algorithm: { type: 'command', run },
    output: { path: 'out' },
    advanced: { retry: { max_attempts: 1 } },
  };
  await writeFile(join(folder, 'job.yaml'), JSON.stringify(job));
  return folder;
}

test.each([
  { signals: 1, what: 'one SIGTERM lets it end its task', attempt: 1 },
  { signals: 2, what: 'a second SIGTERM hands its task back at once', attempt: 2 },
])('a worker exits with 0: $what', async ({ signals, attempt }) => {
  const folder = await waitingJob();
  const djc = await newUser();
  const server = djc.start('dev');
  await until(() => (server.output().includes('web UI') ? true : undefined));
  const start = () => djc.start('worker', '--use-local', '--allow-commands', '--grace', '1h');
  const worker = start();
  const id = (await djc.run('submit', join(folder, 'job.yaml'))).stdout.trim();
  await until(() => (existsSync(join(folder, 'begun')) ? true : undefined));
  const pid = (await readFile(join(folder, 'begun'), 'utf8')).trim();

  worker.kill('SIGTERM');
  await until(() => (worker.output().includes('stopping:') ? true : undefined));
  expect(await isRunning(pid)).toBe(true);
  if (signals === 2) worker.kill('SIGTERM');
  else await writeFile(join(folder, 'go'), '');

  expect(await exited(worker)).toBe(0);
  expect(await isRunning(pid)).toBe(false);
  await writeFile(join(folder, 'go'), '');
  start();
  expect((await djc.run('wait', id)).code).toBe(0);
  const manifest = JSON.parse(await readFile(join(folder, 'out/manifest.json'), 'utf8'));
  expect(manifest.parts).toMatchObject([{ attempt }]);
});
