import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { createChildren } from '../../../src/runners/children.ts';
import { createGuard } from '../../../src/runners/guard.ts';
import type { Runner } from '../../../src/runners/runner.ts';
import { sweeping } from '../../../src/runners/sweeping.ts';
import { storages } from '../../../src/storage/index.ts';
import {
  attemptAt,
  controlOf,
  describeRunner,
  expectOnlyLog,
  failureOf,
  hasBegun,
} from '../../contracts/runner.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { copying, moduleOf } from '../../support/modules.ts';
import { isRunning, linesOf } from '../../support/processes.ts';

const deps = { storages: storages(), now: () => new Date() };

function open(max = 2, execArgv: readonly string[] = []): Runner {
  const guard = createGuard();
  const runner = sweeping(createChildren({ max, guard, execArgv }), deps);
  return {
    ...runner,
    async close() {
      await runner.close();
      await guard.close();
    },
  };
}

function started(max?: number, execArgv?: readonly string[]): Runner {
  const runner = open(max, execArgv);
  onTestFinished(async () => runner.close());
  return runner;
}

const shared = await mkdtemp(join(tmpdir(), 'djc modules-'));
afterAll(async () => rm(shared, { recursive: true }));
const [copy, endless] = [join(shared, 'copy.ts'), join(shared, 'endless.ts')];
await writeFile(copy, copying());
await writeFile(endless, copying('for (;;);'));

describeRunner('the child runner', {
  open,
  copy: { type: 'module', path: copy },
  endless: { type: 'module', path: endless },
});

describe('a child', () => {
  const partOf = async (folder: string) => readFile(join(folder, 'parts/000000-a3'), 'utf8');

  test('is hot for the next attempt with the same file, and for no other version of it', async () => {
    const runner = started(1);
    const tellPid = copying('await task.write(Buffer.from(`${process.pid}\\n`));');
    const algorithm = await moduleOf(tellPid);
    const parts: string[] = [];
    const runOnce = async () => {
      const { attempt, folder } = await attemptAt(algorithm, '');
      await runner.run(attempt, controlOf());
      parts.push(await partOf(folder));
    };
    await runOnce();
    await runOnce();
    await writeFile(algorithm.path, copying());
    await utimes(algorithm.path, 0, 0);
    await runOnce();
    const [pid = '', again, other] = parts;
    expect(pid).toMatch(/^\d+\n$/);
    expect(again).toBe(pid);
    expect(other).toBe('');
    expect(await isRunning(pid.trim())).toBe(false);
  });

  test('gets the options as they are in the job file', async () => {
    const options = { twice: true, snake_case: { 'X-Y': 1 } };
    const code = copying('await task.write(Buffer.from(JSON.stringify(options) + "\\n"));');
    const { attempt, folder } = await attemptAt({ ...(await moduleOf(code)), options }, 'a\n');
    await started().run(attempt, controlOf());
    expect(await partOf(folder)).toBe(`${JSON.stringify(options)}\na\na\n`);
  });

  test('logs what the module says on the console', async () => {
    const code = copying('console.log("seen %d", 3); console.error("two\\nlines");');
    const { attempt } = await attemptAt(await moduleOf(code), 'a\n');
    await started().run(attempt, controlOf());
    const log = await readFile(attempt.log, 'utf8');
    const said = log
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).message);
    expect(said.slice(1, -1)).toEqual(['seen 3', 'two', 'lines']);
  });

  test.each([
    ['process.exit(3)', 'TaskCrashed', 'the process that ran it ended with exit code 3'],
    ['process.exit()', 'TaskCrashed', 'ended with exit code 0'],
    ['process.kill(process.pid, "SIGKILL")', 'TaskCrashed', 'was killed by SIGKILL'],
    ['process.abort()', 'TaskCrashed', 'was killed by SIGABRT'],
    [
      'setTimeout(() => { throw new Error("late") }); await new Promise(() => {})',
      'TaskCrashed',
      'late',
    ],
    ['throw new Error("oh no")', 'ModuleFailed', 'failed: Error: oh no'],
    ['throw "a string"', 'ModuleFailed', 'failed: a string'],
    ['throw Object.assign(new Error("bad"), { type: "InputInvalid" })', 'InputInvalid', 'bad'],
    ['return { itemsIn: "1", itemsOut: 0 }', 'ModuleFailed', 'expected'],
    ['await task.read({ ...task.slices[0]!, uri: "/no/such/file" }).next()', 'InputMissing', ''],
  ])('costs the attempt and no more: %s', async (code, type, message) => {
    const runner = started(1);
    const bad = await attemptAt(await moduleOf(copying(code)), 'a\n');
    await expect(runner.run(bad.attempt, controlOf())).rejects.toMatchObject({
      name: 'DataError',
      type,
      message: expect.stringContaining(message),
    });
    await expectOnlyLog(bad.attempt, message);
    const good = await attemptAt(await moduleOf(copying()), 'a\n');
    expect(await runner.run(good.attempt, controlOf())).toMatchObject({ itemsIn: 1 });
  });

  test('costs the attempt and no more: out of memory', async () => {
    const runner = started(1, ['--max-old-space-size=40']);
    const code = copying('const all = []; for (;;) all.push(new Array(1e5).fill(Math.random()));');
    const { attempt } = await attemptAt(await moduleOf(code), 'a\n');
    await expect(runner.run(attempt, controlOf())).rejects.toMatchObject({
      type: 'TaskCrashed',
      message: expect.stringMatching(/was killed by SIGABRT.*heap/s),
    });
  });

  test('costs the attempt and no more: more memory than the job allows', async () => {
    const code = copying(
      `const held = Buffer.alloc(3e8, 1); await new Promise((go) => setTimeout(go, 1e5, held));`,
    );
    const { attempt } = await attemptAt(await moduleOf(code), 'a\n');
    const running = started().run({ ...attempt, memory: 200 * 1024 ** 2 }, controlOf());
    await expect(running).rejects.toMatchObject({
      type: 'MemoryExceeded',
      message: expect.stringMatching(
        /it held \d{3} MiB of memory, and compute.memory allows 200 MiB/,
      ),
    });
    await expectOnlyLog(attempt, 'compute.memory allows 200 MiB');
  });

  test('is gone with all its processes when it is aborted', async () => {
    const pids = join(await temporaryFolder(), 'pids');
    const code = copying(`
      const { spawn } = await import('node:child_process');
      const { appendFileSync } = await import('node:fs');
      const child = spawn('sleep', ['300']);
      const { child: other } = task.spawn(['sleep', '301'], { env: {}, signal: task.signal });
      appendFileSync(${JSON.stringify(pids)}, [process.pid, child.pid, other.pid].join('\\n') + '\\n');
      for (;;);`);
    const { attempt } = await attemptAt(await moduleOf(code), 'a\n');
    const stop = new AbortController();
    const failure = failureOf(started().run(attempt, controlOf(undefined, stop)));
    const all = await linesOf(pids, 3);
    await hasBegun(attempt);
    stop.abort(new Error('enough'));
    expect(await failure).toEqual(new Error('enough'));
    // The last is in a group of its own, which its watchdog ends a moment later.
    await expect.poll(async () => Promise.all(all.map(isRunning))).toEqual([false, false, false]);
  });

  test.each([
    [
      'copy.mjs',
      copying()
        .replace(/, type TaskContext|: TaskContext|: Options|<Options>/g, '')
        .replace(/interface.*/, ''),
    ],
    ['named.mts', copying()],
  ])('may be written as %s', async (name, code) => {
    const { attempt, folder } = await attemptAt(await moduleOf(code, name), 'a\nb\n');
    await started().run(attempt, controlOf());
    expect(await partOf(folder)).toBe('a\nb\n');
  });

  test.each([
    [{ path: '/no/such/file.ts' }, 'cannot load /no/such/file.ts on this worker'],
    [
      { export: 'other' },
      'to export a processor as other, made with defineProcessor({ run }), got the exports: default',
    ],
  ])('says what is wrong with the file: %j', async (wrong, message) => {
    const { attempt } = await attemptAt({ ...(await moduleOf(copying())), ...wrong }, 'a\n');
    await expect(started().run(attempt, controlOf())).rejects.toMatchObject({
      type: 'BadConfig',
      message: expect.stringContaining(message),
    });
  });

  test('refuses a format that the module does not read', async () => {
    const code = copying().replace('async run', "formats: ['files'], async run");
    const { attempt } = await attemptAt(await moduleOf(code), 'a\n');
    await expect(started().run(attempt, controlOf())).rejects.toMatchObject({
      type: 'BadConfig',
      message: expect.stringContaining('expected input.format files, as '),
    });
  });
});
