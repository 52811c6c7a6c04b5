import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exited, newUser, until } from '../support/djc.ts';
import { temporaryFolder } from '../support/folder.ts';

const tasks = 12;

/** A job of twelve commands: the first four to come pass on their input, the others wait for a file named `go`. */
async function slowJob(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'input'));
  for (let i = 0; i < tasks; i += 1) {
    const lines = Array.from(
      { length: 1_000 },
      (_, line) => `${createHash('md5').update(`${i} ${line}`).digest('hex')}\n`,
    );
    await writeFile(join(folder, `input/${String(i).padStart(2, '0')}.txt`), lines.join(''));
  }
  const run = `cd '${folder}'
for i in 1 2 3 4; do if mkdir ticket$i 2>/dev/null; then exec tr a-f A-F; fi; done
while [ ! -e go ]; do sleep 0.1; done
exec tr a-f A-F`;
  await writeFile(
    join(folder, 'job.yaml'),
    JSON.stringify({
      name: 'slow',
      input: { path: 'input' },
      algorithm: { type: 'command', run },
      output: { path: 'out' },
      advanced: { batch_size: 33_000, retry: { max_attempts: 1 } },
    }),
  );
  return folder;
}

test('a worker killed in mid-job loses nothing: another one ends the job, byte for byte', async () => {
  const folder = await slowJob();
  const djc = await newUser();
  const server = djc.start('dev');
  await until(() => (server.output().includes('127.0.0.1') ? true : undefined));
  const worker = () =>
    djc.start('worker', '--use-local', '--allow-commands', '--max-concurrent-tasks', '3');
  const first = worker();
  const { stdout, stderr, code } = await djc.run('submit', join(folder, 'job.yaml'));
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const id = stdout.trim();
  await until(async () => {
    const status = JSON.parse((await djc.run('status', id, '--json')).stdout);
    return status.tasks.succeeded === 4 && status.tasks.running === 3 ? true : undefined;
  });

  first.kill('SIGKILL');
  await exited(first);
  await writeFile(join(folder, 'go'), '');
  worker();
  const waited = await djc.run('wait', id, '--json');

  expect(waited.code).toBe(0);
  const inputs = await Promise.all(
    Array.from({ length: tasks }, async (_, i) =>
      readFile(join(folder, `input/${String(i).padStart(2, '0')}.txt`), 'latin1'),
    ),
  );
  const expected = inputs.join('').replaceAll(/[a-f]/g, (letter) => letter.toUpperCase());
  expect(await readFile(join(folder, 'out/result.txt'), 'latin1')).toBe(expected);
  const manifest = JSON.parse(await readFile(join(folder, 'out/manifest.json'), 'utf8'));
  const attempts: number[] = manifest.parts.map(({ attempt }: { attempt: number }) => attempt);
  expect(attempts).toHaveLength(tasks);
  expect(attempts.some((attempt) => attempt > 1)).toBe(true);
});
