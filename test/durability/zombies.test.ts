import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exited, newUser, until } from '../support/djc.ts';
import { temporaryFolder } from '../support/folder.ts';
import { shell } from '../support/shell.ts';
import { type Trap, trapFiles, trapsFile, trapsVariable } from './chaos/trap.ts';

/** Milliseconds: two processes start and one is taken for dead in each test. */
const timeout = 300_000;

const trapped = fileURLToPath(new URL('trapped/djc.mjs', import.meta.url));

/** A job of three tasks that counts words, a server, and workers that meet the traps. */
async function jobWithTraps(traps: readonly Trap[]) {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'input'));
  for (const name of ['a', 'b', 'c'])
    await writeFile(join(folder, `input/${name}.txt`), `${name} all ${'of them '.repeat(500)}\n`);
  const job = {
    name: 'zombies',
    input: { path: 'input' },
    algorithm: { type: 'text_processor', operation: 'word_count' },
    output: { path: 'out' },
    advanced: { batch_size: 4_100, heartbeat_timeout: '5s' },
  };
  await writeFile(join(folder, 'job.yaml'), JSON.stringify(job));
  await writeFile(join(folder, trapsFile), JSON.stringify(traps));
  const djc = await newUser();
  djc.env[trapsVariable] = folder;
  const server = djc.start('dev');
  await until(() => (server.output().includes('127.0.0.1') ? true : undefined));
  const worker = (id: string) =>
    djc.startNode(
      trapped,
      'worker',
      '--use-local',
      '--worker-id',
      id,
      '--max-concurrent-tasks',
      '1',
    );
  const files = (id: string) => trapFiles(folder, id);
  const caught = async (id: string) =>
    until(() => (existsSync(files(id).taken) ? true : undefined));
  const release = async (id: string) => writeFile(files(id).released, '');
  const submit = async () =>
    (await djc.run('submit', join(folder, 'job.yaml'), '--id', 'job')).code;
  return { folder, djc, worker, files, caught, release, submit };
}

/** Whether the result is the one that `sort` and `uniq` come to. */
async function expectWholeResult(folder: string): Promise<void> {
  const counted = shell(
    `cat "$1"/input/*.txt | tr -s ' ' '\\n' | sort | uniq -c | awk '{ print $2 "\\t" $1 }'`,
    [folder],
  );
  expect(await readFile(join(folder, 'out/result.tsv'))).toEqual(counted);
}

test(
  'of two attempts of one task that run at once, one part is in the result',
  { timeout },
  async () => {
    const { folder, djc, worker, caught, release, submit } = await jobWithTraps([
      { id: 'zombie', operation: 'commit', after: true, path: '/000001-a1\\.json$', does: 'hold' },
      { id: 'winner', operation: 'commit', path: '/000001-a2$', does: 'hold' },
    ]);
    const first = worker('first');
    expect(await submit()).toBe(0);
    await caught('zombie');
    first.kill('SIGSTOP');
    worker('second');
    await caught('winner');
    const parts = join(folder, 'out/.djc/job/parts');
    expect(await readdir(parts)).toEqual(expect.arrayContaining(['000001-a1', '000001-a1.json']));

    first.kill('SIGCONT');
    await release('zombie');
    // Whether it is stopped or comes to its end: nobody waits for it any more.
    const log = join(folder, 'out/.djc/job/logs/000001-a1.jsonl');
    await until(async () => {
      const said = await readFile(log, 'utf8').catch(() => '');
      return /"ended: |"level":"error"/.test(said) ? true : undefined;
    });
    await release('winner');

    expect((await djc.run('wait', 'job')).code).toBe(0);
    const manifest = JSON.parse(await readFile(join(folder, 'out/manifest.json'), 'utf8'));
    const made = manifest.parts.map(({ task, attempt, worker: by }: Record<string, unknown>) => ({
      task,
      attempt,
      by,
    }));
    expect(made).toHaveLength(3);
    expect(made[1]).toEqual({ task: 1, attempt: 2, by: 'second' });
    await expectWholeResult(folder);
    expect((await djc.run('verify', join(folder, 'out'))).code).toBe(0);
  },
);

test(
  'a consolidation that was taken for dead touches nothing of the result when it wakes up',
  { timeout },
  async () => {
    const { folder, djc, worker, files, caught, release, submit } = await jobWithTraps([
      {
        id: 'zombie',
        operation: 'commit',
        after: true,
        path: '/result-a1/_SUCCESS$',
        does: 'hold',
      },
      { id: 'harm', operation: 'remove', path: '/out/_SUCCESS$', does: 'EIO' },
    ]);
    const first = worker('first');
    expect(await submit()).toBe(0);
    await caught('zombie');
    first.kill('SIGSTOP');
    // Plain: it meets no traps.
    djc.start('worker', '--use-local', '--worker-id', 'second');
    expect((await djc.run('wait', 'job')).code).toBe(0);

    first.kill('SIGCONT');
    await release('zombie');
    first.kill('SIGTERM');
    expect(await exited(first)).toBe(0);

    expect(existsSync(files('harm').taken)).toBe(false);
    await expectWholeResult(folder);
    expect((await djc.run('verify', join(folder, 'out'))).code).toBe(0);
  },
);
