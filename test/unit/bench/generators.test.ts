import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, onTestFinished, test } from 'vitest';
import { type Generated, jsonLines, quotedCsv, zipfText } from '../../bench/generators.ts';
import { wordOf } from '../../bench/random.ts';
import { shell } from '../../support/shell.ts';
import { temporaryFolder } from '../../support/folder.ts';

const bytes = 3_000_000;

async function fileOf(generated: Generated): Promise<string> {
  const path = join(await temporaryFolder(), 'corpus');
  await writeFile(path, Buffer.concat([...generated]));
  return path;
}

test('a text is the same each time, and little longer than asked for', () => {
  const [one, other] = [1, 2].map(() => Buffer.concat([...zipfText({ bytes, vocabulary: 1_000 })]));
  expect(one!.equals(other!)).toBe(true);
  expect(one!.length).toBeGreaterThanOrEqual(bytes);
  expect(one!.length).toBeLessThan(bytes + 1_000);
});

test("a text's words follow Zipf's law, and all are of its vocabulary", async () => {
  const path = await fileOf(zipfText({ bytes, vocabulary: 1_000 }));
  const counts = shell(`tr ' ' '\\n' < "$1" | sort | uniq -c | sort -k1,1nr`, [path]).toString();
  const rows = counts
    .trim()
    .split('\n')
    .map((row) => row.trim().split(' '));
  const share = (word: string) => Number(rows.find((row) => row[1] === word)?.[0]);
  expect(rows).toHaveLength(1_000);
  expect(rows[0]?.[1]).toBe(wordOf(1));
  // ln(2/1) to ln(11/10)
  expect(share(wordOf(1)) / share(wordOf(10))).toBeCloseTo(7.27, 0);
});

test('every rank has a word of its own', () => {
  const words = Array.from({ length: 100_000 }, (_, rank) => wordOf(rank + 1));
  expect(new Set(words).size).toBe(words.length);
  expect(words.every((word) => /^[a-z]+$/.test(word))).toBe(true);
});

test('the CSV and the JSON lines hold the same rows, as DuckDB reads them', async () => {
  const csv = await fileOf(quotedCsv({ bytes, cities: 50 }));
  const jsonl = await fileOf(jsonLines({ bytes, cities: 50 }));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  onTestFinished(() => connection.closeSync());
  await connection.run(`
    CREATE VIEW rows AS SELECT * FROM read_csv('${csv}', header = true) WHERE id < 20000;
    CREATE VIEW objects AS SELECT * FROM read_json('${jsonl}') WHERE id < 20000;
  `);
  const answer = await connection.runAndReadAll(`
    SELECT count(*), count(DISTINCT city), count(*) FILTER (note LIKE '%"%\n%') FROM rows
    UNION ALL SELECT count(*), 0, 0 FROM (FROM rows INTERSECT FROM objects)
  `);
  expect(answer.getRows()).toEqual([
    [20_000n, 50n, 5_000n],
    [20_000n, 0n, 0n],
  ]);
});
