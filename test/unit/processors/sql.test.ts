import { describe, expect, test } from 'vitest';
import { usualRules } from '../../../src/domain/plan.ts';
import { algorithmSchema, traitsOf } from '../../../src/processors/index.ts';
import { algorithmOf } from '../../support/run-processor.ts';
import { runSql } from '../../support/run-sql.ts';
import { shell } from '../../support/shell.ts';

const counted = {
  query: 'SELECT level, count(*) AS n, sum(ms) AS ms FROM input GROUP BY level',
  final:
    'SELECT level, sum(n)::BIGINT AS n, sum(ms) AS ms FROM parts GROUP BY level ORDER BY level',
  columns: { ms: 'BIGINT' },
};

/** Rows without a quote, which awk reads as well. */
function plainRows(count: number): string {
  const rows = Array.from({ length: count }, (_, id) => {
    const level = ['INFO', 'WARN', 'ERROR', ''][(id * 7919) % 4];
    return `${id},${level},${(id * 31) % 997}\n`;
  });
  return `id,level,ms\n${rows.join('')}`;
}

const byAwk = `awk -F, 'FNR > 1 { n[$2]++; ms[$2] += $3 } END { for (it in n) print it "," n[it] "," ms[it] }' "$@" | sort`;

/** The result as awk has it: an empty field is NULL to SQL, which sorts it last. */
function sortedRows(text: string): string {
  const [header, ...rows] = text.trimEnd().split('\n');
  expect(header).toBe('level,n,ms');
  return `${rows.toSorted().join('\n')}\n`;
}

/** Rows of RFC 4180, read byte by byte: slow and plain, and by none of the code that is tested. */
function parsed(text: string): string[][] {
  const rows: string[][] = [];
  let [row, field, isQuoted]: [string[], string, boolean] = [[], '', false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (isQuoted && character === '"' && text[at + 1] === '"') field += text[at++];
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === ',') [row, field] = [[...row, field], ''];
    else if (!isQuoted && character === '\r' && text[at + 1] === '\n') continue;
    else if (!isQuoted && character === '\n') {
      rows.push([...row, field]);
      [row, field] = [[], ''];
    } else field += character;
  }
  return row.length > 0 || field !== '' ? [...rows, [...row, field]] : rows;
}

const ugly = [
  'name,"the ""quoted""\ncolumn",n',
  '"a\nb","x,y",1',
  '"a\r\nb","""",2',
  'plain,"line\n\n",3',
  'Zoë,"日本\n",4',
  '" spaces ",",",5',
  `"${'long '.repeat(5000)}","\n",6`,
].join('\n');

const cuts = [
  { cut: 'one task', batch: { bytes: 1e9 } },
  { cut: 'tasks of 3001 bytes', batch: { bytes: 3001 } },
  { cut: 'a task for each file', batch: { bytes: 1e9, items: 1 } },
];

describe('sql on csv', () => {
  test.each(cuts)('agrees with awk on rows without quotes: $cut', async ({ batch }) => {
    const files = { 'one file.csv': plainRows(700), 'b.csv': plainRows(3), 'c.csv': plainRows(0) };
    const { text, answers, folder } = await runSql({ files, algorithm: counted, batch });
    const paths = Object.keys(files).map((name) => `${folder}/${name}`);
    expect(sortedRows(text)).toBe(shell(byAwk, paths).toString());
    expect(answers.reduce((sum, { itemsIn }) => sum + itemsIn, 0)).toBe(703);
  });

  test.each([...cuts, { cut: 'tasks of 40 bytes', batch: { bytes: 40 } }])(
    'keeps quoted fields as they are: $cut',
    async ({ batch }) => {
      const files = { lf: `${ugly}\n`, unended: ugly };
      const algorithm = { query: 'SELECT * FROM input' };
      const { text, answers } = await runSql({ files, algorithm, batch });
      const [header, ...rows] = parsed(ugly);
      expect(parsed(text)).toEqual([header, ...rows, ...rows]);
      expect(answers.reduce((sum, { itemsIn }) => sum + itemsIn, 0)).toBe(12);
    },
  );

  test('reads files with either line end in one task, whatever their quoted fields hold', async () => {
    const files = {
      lf: 'a,b\n"1\r\n2",x\n3,y\n',
      crlf: 'a,b\r\n"1\n2",x\r\n3,y\r\n',
      mark: '\uFEFFa,b\n4,z',
    };
    const { text, tasks } = await runSql({ files, algorithm: { query: 'SELECT * FROM input' } });
    expect(tasks).toBe(1);
    const rows = parsed(text).slice(1).map(String);
    expect(rows.toSorted()).toEqual(['1\n2,x', '1\r\n2,x', '3,y', '3,y', '4,z']);
  });

  test('finds columns by their names where the files have them in another order', async () => {
    const files = { one: 'a,b\n1,2\n', other: 'b,a\n4,3\n' };
    const { text } = await runSql({ files, algorithm: { query: 'SELECT a, b FROM input' } });
    expect(text).toBe('a,b\n1,2\n3,4\n');
  });

  test('every column is text unless the job file gives it a type', async () => {
    const files = { f: 'code,user_id\n007,10\n' };
    const query =
      'SELECT code, typeof(code) AS c, user_id + 1 AS next, typeof(user_id) AS u FROM input';
    const { text } = await runSql({ files, algorithm: { query, columns: { user_id: 'INTEGER' } } });
    expect(text).toBe('code,c,next,u\n007,VARCHAR,11,INTEGER\n');
  });

  test('reads files without a header by the names that the job file lists, and by place', async () => {
    const files = { f: '1,a\n2,b\n' };
    const rules = { ...usualRules, header: false };
    const algorithm = {
      query: 'SELECT sum(n) AS n, max(column1) AS m FROM input',
      columns: { n: 'BIGINT' },
    };
    const { text, answers } = await runSql({ files, rules, algorithm });
    expect(text).toBe('n,m\n3,b\n');
    expect(answers[0]?.itemsIn).toBe(2);
  });

  test('makes an empty result of empty files, and counts no rows under a mere header', async () => {
    const query = 'SELECT count(*) AS n FROM input';
    expect((await runSql({ files: { a: '', b: '' }, algorithm: { query } })).text).toBe('');
    const { text } = await runSql({ files: { a: 'x,y', b: '', c: 'x,y\n' }, algorithm: { query } });
    expect(text).toBe('n\n0\n');
  });

  test('is not misled by long fields that look like rows', async () => {
    const field = '1,""a""\n'.repeat(2_500_000);
    const files = { f: `id,v\n${`7,"${field}"\n8,b\n`.repeat(2)}` };
    const algorithm = {
      query: 'SELECT count(*) AS n, sum(id) AS id, sum(length(v)) AS v FROM input',
      columns: { id: 'BIGINT' },
    };
    const { text, answers } = await runSql({ files, algorithm });
    expect(text).toBe(`n,id,v\n4,30,${2 * (6 * 2_500_000 + 1)}\n`);
    expect(answers[0]?.itemsIn).toBe(4);
  });

  test('reads a pack of many small files', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`${index}.csv`, `n\n${index}\n`]),
    );
    const algorithm = { query: 'SELECT sum(n) AS n FROM input', columns: { n: 'BIGINT' } };
    const { text, tasks } = await runSql({ files, algorithm });
    expect([text, tasks]).toEqual(['n\n44850\n', 1]);
  });

  test.each([
    [
      'a row of another length',
      'a,b\n1,2\n3\n',
      /Line: 3\nOriginal Line: 3\n.*Columns: 2 Found: 1/s,
    ],
    ['a field that goes on after its quote', 'a,b\n1,"x"y\n', /Line: 2/],
    ['a quote that is never closed', 'a,b\n1,"2\n', /f\.csv has an odd number of double quotes/],
    ['line ends of both kinds', 'a,b\n1,2\r\n3,4\n', /line ends|state machine/],
    ['bytes that are not UTF-8', Buffer.from('a,b\n1,\xFF\n', 'latin1'), /not utf-8 encoded/],
    ['a value that is not of its type', 'a,b\nx,2\n', /Could not convert string "x" to 'BIGINT'/],
    ['a column twice', 'a,A\n1,2\n', /names each column once, got "A" twice in .*f\.csv/],
    ['no column of a name', 'b,c\n1,2\n', /expected a column "a" in .*f\.csv, .* got "b", "c"/],
  ])('refuses %s, and names the file', async (_what, content, message) => {
    const algorithm = { query: 'SELECT * FROM input', columns: { a: 'BIGINT' } };
    const running = runSql({ files: { 'f.csv': content }, algorithm });
    await expect(running).rejects.toMatchObject({ type: 'InputInvalid' });
    await expect(running).rejects.toThrow(message);
    await expect(running).rejects.toThrow('f.csv');
    await expect(running).rejects.not.toThrow('scratch');
  });

  test('refuses files with other columns in one task', async () => {
    const files = { 'a.csv': 'x,y\n', 'b.csv': 'x,z\n' };
    const running = runSql({ files, algorithm: { query: 'SELECT x FROM input' } });
    await expect(running).rejects.toThrow(/same columns.*a\.csv has x, y and .*b\.csv has x, z/);
  });
});

describe('sql on jsonl', () => {
  const lines = '{"a":1,"b":"x","more":{"c":[1]}}\r\n{"b":"y"}\n\n{"a":2.25,"b":null}';
  const files = { one: lines, empty: '', two: '{"a":10}' };

  test.each(cuts)('has the columns that the job file names: $cut', async ({ batch }) => {
    const algorithm = {
      query: 'SELECT count(*) AS n, sum(a) AS a, max(b) AS b FROM input',
      final: 'SELECT sum(n)::BIGINT AS n, sum(a) AS a, max(b) AS b FROM parts',
      columns: { a: 'DECIMAL(10,2)', b: 'VARCHAR' },
    };
    const { text } = await runSql({ files, format: 'jsonl', algorithm, batch });
    expect(text).toBe('n,a,b\n4,13.25,y\n');
  });

  test('has each value in a column json where it names none', async () => {
    const algorithm = {
      query: `SELECT json->>'$.more.c[0]' AS c FROM input WHERE (json->'a')::INT = 1`,
    };
    expect((await runSql({ files, format: 'jsonl', algorithm })).text).toBe('c\n1\n');
  });

  test.each([
    ['broken JSON', '{"a":1}\n{"a":\n'],
    ['a value that is no object', '{"a":1}\n[1]\n'],
    ['a value that is not of its type', '{"a":1}\n{"a":"x"}\n'],
  ])('refuses %s, and names the file and line', async (_what, content) => {
    const algorithm = { query: 'SELECT a FROM input', columns: { a: 'BIGINT' } };
    const running = runSql({ files: { 'f.jsonl': content }, format: 'jsonl', algorithm });
    await expect(running).rejects.toMatchObject({ type: 'InputInvalid' });
    await expect(running).rejects.toThrow(/f\.jsonl.*line [23]/s);
  });
});

describe('the result', () => {
  const rows = { files: { f: 'a,b\n1,\n"x,""y",2\n' }, query: 'SELECT * FROM input' };

  test('is csv unless the job file says otherwise', async () => {
    const { text } = await runSql({ ...rows, algorithm: { query: rows.query } });
    expect(text).toBe('a,b\n1,\n"x,""y",2\n');
  });

  test('may be jsonl', async () => {
    const { text } = await runSql({ ...rows, algorithm: { query: rows.query, result: 'jsonl' } });
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { a: '1', b: null },
      { a: 'x,"y', b: '2' },
    ]);
  });

  test('may be parquet, and is called after its format', async () => {
    const algorithm = { type: 'sql', query: rows.query, result: 'parquet' };
    const { result } = await runSql({ ...rows, algorithm });
    expect([result.subarray(0, 4), result.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1']);
    expect(traitsOf(algorithmOf(algorithm))?.result).toBe('result.parquet');
  });

  test('adds numbers up exactly, and decimals in the order of the tasks', async () => {
    const numbers = Array.from({ length: 400 }, (_, index) => `${2 ** 53 + index},${index / 7}`);
    const job = {
      files: { f: `n,x\n${numbers.join('\n')}\n` },
      batch: { bytes: 1000 },
      algorithm: {
        query: 'SELECT sum(n) AS n, sum(x) AS x FROM input',
        final: 'SELECT sum(n) AS n, sum(x) AS x FROM parts',
        columns: { n: 'BIGINT', x: 'DOUBLE' },
      },
    };
    const [one, other] = [await runSql(job), await runSql(job)];
    expect(one.tasks).toBeGreaterThan(5);
    expect(one.text).toBe(other.text);
    const sum = numbers.reduce((total, row) => total + BigInt(row.split(',')[0]!), 0n);
    expect(one.text.split('\n')[1]?.split(',')[0]).toBe(String(sum));
  });
});

test('options that it does not know, and types that are none, are refused', () => {
  const issuesOf = (more: object) =>
    algorithmSchema.safeParse({ type: 'sql', query: 'FROM input', ...more }).error?.issues;
  expect(issuesOf({ qery: 1 })).toMatchObject([{ code: 'unrecognized_keys', keys: ['qery'] }]);
  expect(issuesOf({ columns: { a: "BIGINT'" } })).toMatchObject([{ path: ['columns', 'a'] }]);
  expect(issuesOf({ query: ' ' })).toMatchObject([{ path: ['query'] }]);
});
