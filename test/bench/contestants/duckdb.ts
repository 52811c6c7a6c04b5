import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contestant } from '../case.ts';
import { bash, secondsOf } from '../programs.ts';
import { wholeFile } from './shell.ts';

interface DuckDb {
  readonly name: string;
  /** SQL whose rows are the result; they are written without a header, between tabs. */
  readonly query: string;
  readonly scratch: string;
  readonly answer?: string;
}

/** DuckDB in this process, with 2 threads and a new database for each run; the time of its start is not counted. */
export async function duckDb({ name, query, scratch, ...rest }: DuckDb): Promise<Contestant> {
  const { answer = wholeFile } = rest;
  const made = join(scratch, 'duckdb.tsv');
  const library = await import('@duckdb/node-api').catch(() => undefined);
  if (!library) return { name, missing: '@duckdb/node-api not installed', run: async () => never };
  const copy = `COPY (${query}) TO ${quoted(made)} (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '')`;
  return {
    name,
    async run() {
      await rm(made, { force: true });
      const instance = await library.DuckDBInstance.create(':memory:', { threads: '2' });
      const connection = await instance.connect();
      try {
        return { value: await secondsOf(async () => connection.run(copy)) };
      } finally {
        connection.closeSync();
        instance.closeSync();
      }
    },
    answer: async () => bash({ script: answer, args: [made] }),
  };
}

const never = { value: NaN };

/** A string as SQL writes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
