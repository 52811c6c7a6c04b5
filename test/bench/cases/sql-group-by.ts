import { type Bench, type Case, type Contest, times } from '../case.ts';
import { duckDb, quoted } from '../contestants/duckdb.ts';
import { job } from '../contestants/job.ts';
import { startDjc } from '../djc.ts';

export const csvGroupBy: Case = {
  name: 'sql-csv',
  work: 'CSV group-by (sql) job, 2 cores, all included',
  unit: 'seconds',
  open: async (bench) =>
    groupBy(bench, {
      format: 'csv',
      columns: { amount: 'BIGINT' },
      path: await bench.corpus.csv(bench.size),
      table: (path) => `read_csv(${quoted(path)}, header = true)`,
    }),
};

export const jsonlGroupBy: Case = {
  name: 'sql-jsonl',
  work: 'JSONL group-by (sql) job, 2 cores, all included',
  unit: 'seconds',
  open: async (bench) =>
    groupBy(bench, {
      format: 'jsonl',
      columns: { id: 'BIGINT', city: 'VARCHAR', amount: 'BIGINT', note: 'VARCHAR' },
      path: await bench.corpus.jsonl(bench.size),
      table: (path) => `read_json(${quoted(path)}, format = 'newline_delimited')`,
    }),
};

interface Sales {
  readonly format: 'csv' | 'jsonl';
  /** Their types, as the job file names them. */
  readonly columns: Readonly<Record<string, string>>;
  readonly path: string;
  /** What DuckDB reads it by. */
  readonly table: (path: string) => string;
}

async function groupBy(bench: Bench, { format, columns, path, table }: Sales): Promise<Contest> {
  const djc = await startDjc({ slots: 2 });
  bench.defer(djc.end);
  const { size, scratch } = bench;
  const query = (from: string) =>
    `SELECT city, count(*) AS sales, sum(amount) AS total FROM ${from} GROUP BY city ORDER BY city`;
  const alone = await duckDb({
    name: 'DuckDB alone, 2 threads',
    query: query(table(path)),
    scratch,
  });
  return {
    amount: { bytes: size },
    ours: await job(bench, djc, {
      name: 'djc submit --wait, warm',
      job: {
        input: { path, format },
        algorithm: {
          type: 'sql',
          columns,
          query: 'SELECT city, count(*) AS sales, sum(amount) AS total FROM input GROUP BY city',
          final:
            'SELECT city, sum(sales) AS sales, sum(total) AS total FROM parts GROUP BY city ORDER BY city',
        },
      },
      answer: `tr , '\\t' < "$1" | grep -v '^city' | sha256sum`,
    }),
    peers: [{ ...alone, ...(format === 'csv' && { target: times(0.9) }) }],
  };
}
