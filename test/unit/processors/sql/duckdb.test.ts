import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { createDuckDb } from '../../../../src/processors/sql/duckdb.ts';
import type { SqlWork } from '../../../../src/processors/sql/work.ts';
import { createRunners } from '../../../../src/runners/index.ts';
import { attemptAt, controlOf } from '../../../contracts/runner.ts';
import { temporaryFolder } from '../../../support/folder.ts';
import { isRunning } from '../../../support/processes.ts';

const { signal: never } = new AbortController();

async function workOf(query: string): Promise<SqlWork> {
  const folder = await temporaryFolder();
  return {
    view: { name: 'input', sql: 'SELECT 1 AS a' },
    query,
    key: 'algorithm.query',
    files: [],
    folder,
    answer: { path: join(folder, 'answer'), format: 'csv' },
    memory: 1e8,
  };
}

/** The processes of DuckDB that this one has started. */
function duckDbs(): readonly string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return all
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => parent === String(process.pid) && isEntry(args.join(' ')))
    .map(([pid = '']) => pid);
}

const isEntry = (args: string) => /processors\/sql\/entry\.[jt]s$/.test(args);

const endless = 'SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b';

describe('DuckDB in a process of its own', () => {
  test('answers how many rows it wrote, and keeps the process for the next query', async () => {
    const duckDb = createDuckDb();
    const work = await workOf('SELECT a, range FROM input, range(3)');
    expect(await duckDb.run(work, never)).toMatchObject({ rows: 3 });
    expect(await readFile(work.answer.path, 'utf8')).toBe('a,range\n1,0\n1,1\n1,2\n');
    const before = duckDbs();
    await expect(duckDb.run(await workOf('SELECT b FROM input'), never)).rejects.toThrow('"b"');
    expect(await duckDb.run(await workOf('FROM input'), never)).toMatchObject({ rows: 1 });
    expect(duckDbs()).toEqual(before);
  });

  test('starts another process for a query beside one that runs', async () => {
    const duckDb = createDuckDb();
    const works = await Promise.all([workOf('FROM input'), workOf('FROM input')]);
    expect(await Promise.all(works.map(async (it) => duckDb.run(it, never)))).toMatchObject([
      { rows: 1 },
      { rows: 1 },
    ]);
  });

  test('the process is gone when it is stopped, and the next query gets a new one', async () => {
    const duckDb = createDuckDb();
    const others = duckDbs();
    const stop = new AbortController();
    const running = duckDb.run(await workOf(endless), stop.signal);
    const [pid = ''] = await vi.waitFor(() => {
      const own = duckDbs().filter((it) => !others.includes(it));
      expect(own).toHaveLength(1);
      return own;
    });
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await isRunning(pid)).toBe(false);
    expect(await duckDb.run(await workOf('FROM input'), never)).toMatchObject({ rows: 1 });
    const late = duckDb.run(await workOf('FROM input'), AbortSignal.abort(new Error('late')));
    await expect(late).rejects.toThrow('late');
  });

  test('a process that is killed costs the attempt', async () => {
    const duckDb = createDuckDb();
    const others = duckDbs();
    const running = duckDb.run(await workOf(endless), never);
    await vi.waitFor(() => {
      const own = duckDbs().filter((it) => !others.includes(it));
      expect(own).toHaveLength(1);
      process.kill(Number(own[0]), 'SIGKILL');
    });
    await expect(running).rejects.toMatchObject({
      type: 'TaskCrashed',
      message: 'the process that ran DuckDB was killed by SIGKILL before it answered',
    });
    expect(await duckDb.run(await workOf('FROM input'), never)).toMatchObject({ rows: 1 });
  });

  test('says what to install where DuckDB is not', async () => {
    const elsewhere = join(await temporaryFolder(), 'src');
    const source = new URL('../../../../src/', import.meta.url).pathname;
    await mkdir(elsewhere);
    await cp(join(source, 'errors.ts'), join(elsewhere, 'errors.ts'));
    await cp(join(source, 'processors/sql'), join(elsewhere, 'processors/sql'), {
      recursive: true,
    });
    const entry = pathToFileURL(join(elsewhere, 'processors/sql/entry.ts'));
    const running = createDuckDb({ entry }).run(await workOf('FROM input'), never);
    await expect(running).rejects.toMatchObject({
      type: 'BadConfig',
      message: expect.stringContaining('npm install @duckdb/node-api'),
    });
  });
});

describe('a task of type sql in its thread', () => {
  const csv = { rules: { header: true, maxRecordBytes: 1e6 }, format: 'csv' } as const;

  test('leaves a part, a receipt and a log, and no process once the runners are closed', async () => {
    const runners = createRunners({ maxThreads: 1 });
    const others = duckDbs();
    const { attempt, folder } = await attemptAt({ type: 'sql', query: 'FROM input' }, 'a\n1\n2\n');
    const receipt = await runners
      .runnerOf(attempt.algorithm)
      .run({ ...attempt, ...csv }, controlOf());
    expect(receipt).toMatchObject({ itemsIn: 2, itemsOut: 2, bytesIn: 6 });
    expect(await readdir(join(folder, 'parts'))).toEqual(['000000-a3', '000000-a3.json']);
    const own = duckDbs().filter((it) => !others.includes(it));
    expect(own).toHaveLength(1);
    await runners.close();
    await vi.waitFor(async () => expect(await isRunning(own[0]!)).toBe(false));
  });

  test('is stopped with its process, and leaves its log alone', async () => {
    const runners = createRunners({ maxThreads: 1 });
    const others = duckDbs();
    const { attempt, folder } = await attemptAt({ type: 'sql', query: endless }, 'a\n1\n');
    const stop = new AbortController();
    const control = { ...controlOf(), signal: stop.signal };
    const running = runners.runnerOf(attempt.algorithm).run({ ...attempt, ...csv }, control);
    const [pid = ''] = await vi.waitFor(() => {
      const own = duckDbs().filter((it) => !others.includes(it));
      expect(own).toHaveLength(1);
      return own;
    }, 10_000);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await vi.waitFor(async () => expect(await isRunning(pid)).toBe(false));
    expect(await readdir(join(folder, 'parts'))).toEqual([]);
    await runners.close();
  });
});
