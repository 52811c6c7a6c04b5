import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../support/folder.ts';
import { runSql } from '../../../support/run-sql.ts';
import { shell } from '../../../support/shell.ts';

describe('a query', () => {
  const files = { f: 'a,b\n1,2\n' };

  test.each([
    ['SELECT nosuch FROM input', /algorithm\.query failed: .*"nosuch".*LINE 1: SELECT nosuch/s],
    ['SELECT a,\nnosuch FROM input', /LINE 2: nosuch/],
    ['SELEC a', /syntax error.*LINE 1: SELEC a/s],
    ['SELECT sum(a) FROM input', /columns of csv are text unless algorithm\.columns/],
    ['SELECT 1; SELECT 2', /expected one SELECT in algorithm\.query, got 2 statements/],
    ['SELECT $1', /expected one SELECT .* parameters/],
    ['CREATE TABLE t AS SELECT 1', /expected one SELECT in algorithm\.query, got CREATE/],
    ['FROM parts', /parts does not exist/],
  ])('that is wrong fails for good, with its place: %s', async (query, message) => {
    const running = runSql({ files, algorithm: { query } });
    await expect(running).rejects.toMatchObject({ type: 'BadConfig' });
    await expect(running).rejects.toThrow(message);
  });

  test.each([
    `SELECT * FROM '/etc/passwd'`,
    `SELECT * FROM read_csv('/etc/passwd')`,
    `SELECT * FROM read_text('/proc/self/environ')`,
    `SELECT * FROM read_blob('/etc/host*')`,
    `SELECT * FROM glob('/etc/*')`,
    `SELECT * FROM read_parquet('https://example.org/x.parquet')`,
    `COPY (SELECT 1) TO '/tmp/djc-sql-test'`,
    `ATTACH '/tmp/djc-sql-test.db'`,
    'INSTALL httpfs',
    'LOAD httpfs',
    `SET memory_limit = '100GB'`,
    'PRAGMA enable_profiling',
    `SELECT 1 AS a) TO '/tmp/djc-sql-test' (FORMAT csv); --`,
    `SELECT getenv('HOME')`,
    `FROM query('COPY (SELECT 1) TO ''/tmp/djc-sql-test''')`,
  ])('cannot leave its task: %s', async (query) => {
    await expect(runSql({ files, algorithm: { query } })).rejects.toMatchObject({
      type: 'BadConfig',
      message: expect.stringContaining('algorithm.query'),
    });
    await expect(
      runSql({ files, algorithm: { query: 'FROM input', final: query } }),
    ).rejects.toMatchObject({
      type: 'BadConfig',
      message: expect.stringContaining('algorithm.final'),
    });
  });

  test('cannot read its neighbours', async () => {
    const folder = await temporaryFolder();
    shell('echo secret > "$1"/f.csv', [folder]);
    const query = `SELECT * FROM read_text('${folder}/f.csv')`;
    await expect(runSql({ files, algorithm: { query } })).rejects.toThrow('Permission Error');
  });

  test('that needs more memory than it may have says so', async () => {
    const query = `SELECT list(range) AS all FROM range(100000000)`;
    const running = runSql({ files, algorithm: { query }, memory: 100 * 1024 ** 2 });
    await expect(running).rejects.toMatchObject({
      type: 'MemoryExceeded',
      message: expect.stringContaining('compute.memory'),
    });
  });

  test.each(['[1::HUGEINT]', "INTERVAL '1 day'", "{'a': 1::UHUGEINT}"])(
    'that gives what a part cannot hold is refused: %s',
    async (value) => {
      const running = runSql({ files, algorithm: { query: `SELECT ${value} AS v` } });
      await expect(running).rejects.toMatchObject({
        type: 'BadConfig',
        message: expect.stringMatching(/got "v" of type .*; cast it/),
      });
    },
  );

  test('may end with a semicolon or a comment, and order its rows', async () => {
    const algorithm = {
      query: 'FROM range(3) ORDER BY 1 DESC; -- done',
      final: 'FROM parts -- all',
    };
    expect((await runSql({ files, algorithm })).text).toBe('range\n2\n1\n0\n');
  });
});
