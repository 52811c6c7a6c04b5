import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../support/folder.ts';
import { runSql } from '../../../support/run-sql.ts';

/** What DuckDB alone answers. */
async function duckDb(statement: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const { getRowsJson } = await connection.runAndReadAll(statement).then((it) => ({
    getRowsJson: () => it.getRowsJson(),
  }));
  connection.closeSync();
  instance.closeSync();
  return getRowsJson();
}

interface Table {
  readonly rows: number;
  readonly groupSize: number;
}

/** A Parquet file with row groups of so many rows. DuckDB rounds them up to a whole vector of 2,048. */
async function parquetFile({ rows, groupSize }: Table): Promise<Buffer> {
  const path = join(await temporaryFolder(), 'made.parquet');
  await duckDb(
    `COPY (SELECT i AS id, 'city ' || (i * 7919) % 13 AS city, CASE WHEN i % 5 = 0 THEN NULL ELSE i * 1.5 END AS "the amount"
      FROM range(${rows}) t(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE ${groupSize})`,
  );
  return readFile(path);
}

const algorithm = {
  query:
    'SELECT city, count(*) AS n, sum("the amount") AS total, min(id) AS first FROM input GROUP BY city',
  final:
    'SELECT city, sum(n)::BIGINT AS n, sum(total) AS total, min(first) AS first FROM parts GROUP BY city ORDER BY city',
  result: 'jsonl',
};

describe('sql on parquet', () => {
  test('reads each row group once, wherever files are cut', async () => {
    const table = fc.record({
      rows: fc.integer({ min: 0, max: 20_000 }),
      groupSize: fc.constantFrom(2_048, 4_096, 100_000),
    });
    const property = fc.asyncProperty(
      fc.array(table, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 8_000, max: 200_000 }),
      async (tables, bytes) => {
        const contents = await Promise.all(tables.map(parquetFile));
        const files = Object.fromEntries(
          contents.map((content, at) => [`file ${at}'s.parquet`, content]),
        );
        const format = 'parquet';
        const { text, answers, folder } = await runSql({
          files,
          format,
          algorithm,
          batch: { bytes },
        });
        const path = `${folder}/*.parquet`.replaceAll("'", "''");
        const whole = await duckDb(
          `SELECT to_json(t) FROM (SELECT city, count(*) AS n, sum("the amount") AS total, min(id) AS first
            FROM read_parquet('${path}') GROUP BY city ORDER BY city) t`,
        );
        const lines = text.trimEnd().split('\n').filter(Boolean);
        expect(lines.map((it) => JSON.parse(it))).toEqual(
          whole.map(([json]) => JSON.parse(String(json))),
        );
        const items = answers.reduce((sum, { itemsIn }) => sum + itemsIn, 0);
        expect(items).toBe(tables.reduce((sum, { rows }) => sum + rows, 0));
        const read = answers.reduce((sum, { bytesIn = 0 }) => sum + bytesIn, 0);
        expect(read).toBe(contents.reduce((sum, { length }) => sum + length, 0));
      },
    );
    await fc.assert(property, { numRuns: 8 });
  });

  test.each([
    { what: 'an empty file', change: () => Buffer.alloc(0) },
    { what: 'text', change: () => Buffer.from('city,n\nx,1\n'.repeat(20)) },
    { what: 'a file without its end', change: (file: Buffer) => file.subarray(0, -9) },
  ])('refuses $what for good', async ({ change }) => {
    const content = change(await parquetFile({ rows: 100, groupSize: 2_048 }));
    const run = runSql({ files: { 'odd.parquet': content }, format: 'parquet', algorithm });
    await expect(run).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringContaining('odd.parquet'),
    });
  });

  test('a task can read its own files only', async () => {
    const other = join(await temporaryFolder(), 'other.parquet');
    await duckDb(`COPY (SELECT 1 AS x) TO '${other}' (FORMAT parquet)`);
    const content = await parquetFile({ rows: 10, groupSize: 2_048 });
    const query = `SELECT * FROM read_parquet('${other}')`;
    const run = runSql({ files: { a: content }, format: 'parquet', algorithm: { query } });
    await expect(run).rejects.toMatchObject({ type: 'BadConfig' });
  });
});
