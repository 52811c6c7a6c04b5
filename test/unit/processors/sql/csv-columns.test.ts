import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { mapValues } from 'es-toolkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvColumns } from '../../../../src/kernels/csv-columns.ts';
import { parquetFile } from '../../../../src/processors/sql/parquet-file.ts';
import { takenRows } from '../../../../src/processors/sql/views.ts';
import { temporaryFolder } from '../../../support/folder.ts';
import { runSql } from '../../../support/run-sql.ts';

const kernel = csvColumns();
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  connection = await instance.connect();
});

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const shape = { fields: 2, isCrlf: false };

/** What DuckDB's own reader makes of the fields of a type, by their places; it leaves out those that it refuses. */
async function duckDbReads(path: string, type: string): Promise<ReadonlyMap<unknown, unknown>> {
  const columns = `columns={'place': 'BIGINT', 'a': '${type}'}`;
  const options = `auto_detect=false, header=true, delim=',', quote='"', escape='"', new_line='\\n', parallel=false, ignore_errors=true`;
  const read = await connection.runAndReadAll(`FROM read_csv('${path}', ${columns}, ${options})`);
  return new Map(read.getRowsJson().map(([place, value]) => [place, value]));
}

/** The same through the kernel and a Parquet file; NULL for what DuckDB cannot cast. */
async function weRead(path: string, file: Buffer, type: string): Promise<readonly unknown[][]> {
  const taken = [
    { name: 'place', kind: 'integer' },
    { name: 'a', kind: 'text' },
  ] as const;
  const parquet = parquetFile(path, taken);
  kernel.open();
  kernel.inputBuffer().set(file);
  expect(kernel.feed(file.length, shape)).toBe(true);
  function* values() {
    for (const [place, { kind }] of taken.entries()) {
      yield kernel.column({ place, kind, firstRow: 1 });
    }
  }
  expect(parquet.add(kernel.rows - 1, values())).toBe(true);
  parquet.finish();
  const columns = [
    ['place', 'BIGINT'],
    ['a', 'VARCHAR'],
  ] as const;
  const sql = takenRows({ path, columns, taken });
  const read = await connection.runAndReadAll(`SELECT place, TRY_CAST(a AS ${type}) FROM (${sql})`);
  return read.getRowsJson();
}

const odd =
  `|0|-0|007|1|-1|+1|127|128|256|1.5|1.25|-1.005|1e3|1E400|.5|5.| 1|1 |1_000|0x1F|NaN|inf|Infinity|t|true|TRUE|yes|no|0.1|99999999.995|9223372036854775807|9223372036854775808|2020-02-29|2021-02-29|2020-2-3|2020/02/03|02/03/2020| 2020-01-01|2020-01-01 |infinity|epoch|2020-01-01 10:11:12|2020-01-01T10:11:12Z|2020-01-01 10:11:12.123456789|2020-01-01 10:11:12+02|10:11:12|24:00:00|1:2:3|null|NULL|x|é|\\xAA|\\|[1,2]|{'a': 1}|550e8400-e29b-41d4-a716-446655440000|\t1|1 day|01 02`.split(
    '|',
  );

const types =
  'VARCHAR BIGINT INTEGER UTINYINT HUGEINT DOUBLE FLOAT DECIMAL(10,2) BOOLEAN DATE TIMESTAMP TIME TIMESTAMPTZ TIMESTAMP_NS INTERVAL UUID BLOB BIGINT[] JSON'.split(
    ' ',
  );

describe('columns of CSV', () => {
  test.each(types)('hold what DuckDB reads by itself: %s', async (type) => {
    const folder = await temporaryFolder();
    const fields = odd.flatMap((text) =>
      text.includes(',') ? [`"${text}"`] : [text, `"${text}"`],
    );
    const file = Buffer.from(`place,a\n${fields.map((it, at) => `${at},${it}\n`).join('')}`);
    writeFileSync(join(folder, 'file.csv'), file);
    const expected = await duckDbReads(join(folder, 'file.csv'), type);
    const ours = await weRead(join(folder, 'file.parquet'), file, type);
    expect(ours).toHaveLength(fields.length);
    expect(expected.size).toBeGreaterThanOrEqual(3);
    for (const [place, value] of ours) {
      const field = fields[Number(place)];
      expect({ field, value }).toEqual({ field, value: expected.get(place) ?? null });
    }
  });

  test.each([1, 300, 8192, 8193])(
    'hold each text of %i different ones in its place',
    async (count) => {
      const folder = await temporaryFolder();
      const text = (row: number) => (row % 7 === 0 ? '' : `${row % count}-${'é'.repeat(row % 3)}`);
      const texts = Array.from({ length: 25_001 }, (_, row) => text(row));
      const file = Buffer.from(`place,a\n${texts.map((it, at) => `${at},${it}\n`).join('')}`);
      const ours = await weRead(join(folder, 'file.parquet'), file, 'VARCHAR');
      expect(ours).toEqual(texts.map((it, at) => [String(at), it === '' ? null : it]));
    },
  );
});

const slow = [expect.stringContaining('DuckDB parses the rows by itself')];

/** Rows of a few columns, of which some fields are quoted, and the number of each in the second. */
function rows(count: number, end = '\n'): string {
  const row = (id: number) => `"id ""${id}""",${id % 97},"a,\n${id}",${id / 8}${end}`;
  return `id,n,note,x${end}${Array.from({ length: count }, (_, id) => row(id)).join('')}`;
}

/** The same to SQL, but not of one shape: so DuckDB reads it by itself. */
function withBlankRow(file: string): string {
  const end = file.includes('\r\n') ? '\r\n' : '\n';
  return file && `${file.trimEnd()}${end}${end}`;
}

const total = {
  query: 'SELECT sum(n) AS n, sum(x) AS x FROM input',
  columns: { n: 'BIGINT', x: 'DOUBLE' },
};

const long = 'x'.repeat(2 ** 20);

describe('a task of CSV', () => {
  test.each([
    ['plain rows', { a: rows(500), b: rows(500) }],
    ['rows with carriage returns', { a: rows(500, '\r\n'), b: rows(500) }],
    ['rows over many blocks', { a: rows(100_000) }],
    ['a file without a last newline', { a: rows(500).trimEnd() }],
    ['columns in another order', { a: rows(500), b: 'x,note,id,n\n0.5,,,1\n' }],
    ['empty files and mere headers', { a: '', b: 'id,n,note,x\n', c: 'id,n,note,x', d: rows(500) }],
  ])('is taken apart: %s', async (_what, files) => {
    const query = 'SELECT count(*) AS c, count(DISTINCT id) AS d FROM input';
    for (const algorithm of [total, { query }]) {
      const { answers, text } = await runSql({ files, algorithm });
      expect(answers.flatMap(({ log }) => log)).toEqual([]);
      const others = mapValues(files, withBlankRow);
      const other = await runSql({ files: others, algorithm });
      expect(other.answers.map(({ log }) => log)).toEqual([slow]);
      expect(other.text).toBe(text);
      const [own, plain] = [answers[0]!, other.answers[0]!];
      expect(own.bytesIn).toBe(Object.values(files).join('').length);
      expect(plain.bytesIn).toBe(Object.values(others).join('').length);
    }
  });

  test.each([
    ['a blank row', 'a,b\n1,2\n\n3,4\n', '1,2\n3,4\n'],
    ['one column', 'a\n1\n\n2\n', '1\n\n2\n'],
    ['a row longer than a block', `a,b\n1,${long}\n`, `1,${long}\n`],
    ['a space after a quote', 'a,b\n"1" ,2\n', '1,2\n'],
  ])('is left to DuckDB where there is a doubt: %s', async (_what, file, expected) => {
    const { answers, text } = await runSql({ files: { file }, algorithm: { query: 'FROM input' } });
    expect(answers[0]?.log).toEqual(slow);
    expect(text.slice(text.indexOf('\n') + 1)).toBe(expected);
  });

  test('is left to DuckDB where a number is written in an odd way', async () => {
    const files = { file: 'a,n\nx,1e3\ny, 5\n' };
    const query = 'SELECT sum(n) AS n FROM input';
    const { answers, text } = await runSql({
      files,
      algorithm: { query, columns: { n: 'BIGINT' } },
    });
    expect([text, answers[0]?.log]).toEqual(['n\n1005\n', slow]);
  });

  test.each([
    'SELECT count(*) AS v FROM input',
    'SELECT * FROM input ORDER BY n DESC LIMIT 2',
    'SELECT note AS v FROM (SELECT * FROM input) WHERE n = 7',
    'SELECT max(a.id) AS v FROM input a POSITIONAL JOIN input b WHERE b.n = 3',
    'WITH t AS MATERIALIZED (FROM input) SELECT count(DISTINCT t.id) AS v FROM t JOIN input USING (note)',
    'SELECT (SELECT max(note) FROM input b WHERE b.id = a.id) AS v FROM input a WHERE n = 5',
    'SELECT input AS v FROM input WHERE n = 1',
    "SELECT COLUMNS(c -> length(c) < 3) FROM input WHERE n = '4'",
    'SELECT TRY(n::INT) AS v FROM input LIMIT 3',
    'SELECT 1 AS v FROM input LIMIT 0',
  ])('holds all that a query reads: %s', async (query) => {
    const { answers, text } = await runSql({ files: { f: rows(300) }, algorithm: { query } });
    expect(answers[0]?.log).toEqual([]);
    const other = await runSql({ files: { f: withBlankRow(rows(300)) }, algorithm: { query } });
    expect(other.answers[0]?.log).toEqual(slow);
    expect(other.text).toBe(text);
  });
});
