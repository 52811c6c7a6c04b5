import type * as duckDbNode from '@duckdb/node-api';
import { literal, parquetRows } from './views.ts';

type Connection = duckDbNode.DuckDBConnection;

/** The bytes `[start, end)` of a Parquet file. */
export interface ParquetSlice {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Bytes of the file. */
  readonly size: number;
}

interface ParquetInput {
  /** The SQL of all rows. */
  readonly sql: string;
  readonly items: number;
}

/**
 * The rows of slices of Parquet files. A row group belongs to the slice that holds its first byte; so every group is read
 * once, wherever a file is cut, and the footer tells each task which are its own.
 */
export async function parquetInput(
  connection: Connection,
  slices: readonly ParquetSlice[],
): Promise<ParquetInput> {
  const isWhole = ({ start, end, size }: ParquetSlice) => start === 0 && end === size;
  const wholes = slices.filter(isWhole).map(({ path }) => path);
  const selects = wholes.length > 0 ? [parquetRows(wholes)] : [];
  let items = wholes.length > 0 ? await rowsIn(connection, wholes) : 0;
  for (const slice of slices.filter((it) => !isWhole(it))) {
    const range = await rangeOf(connection, slice);
    selects.push(rangeRows(slice, range));
    items += range.to - range.from;
  }
  return { sql: selects.join(' UNION ALL BY NAME '), items };
}

async function rowsIn(connection: Connection, paths: readonly string[]): Promise<number> {
  const found = await connection.runAndReadAll(
    `SELECT sum(num_rows) FROM parquet_file_metadata([${paths.map(literal).join(', ')}])`,
  );
  return Number(found.getRows()[0]?.[0] ?? 0);
}

/** Rows `[from, to)` of a file. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The rows of the groups that begin in the slice. Groups follow each other in a file as they do in its footer. */
async function rangeOf(connection: Connection, { path, start, end }: ParquetSlice): Promise<Range> {
  const found = await connection.runAndReadAll(
    `SELECT min(least(coalesce(nullif(dictionary_page_offset, 0), data_page_offset), data_page_offset)),
      any_value(row_group_num_rows)
    FROM parquet_metadata(${literal(path)}) GROUP BY row_group_id ORDER BY row_group_id`,
  );
  let [from, to, at] = [0, 0, 0];
  for (const [offset, rows] of found.getRows()) {
    const next = at + Number(rows);
    if (Number(offset) < start) from = next;
    if (Number(offset) < end) to = next;
    at = next;
  }
  return { from, to };
}

/** DuckDB skips the row groups that the condition rules out. */
function rangeRows({ path }: ParquetSlice, { from, to }: Range): string {
  return `SELECT * EXCLUDE (file_row_number) FROM read_parquet(${literal(path)}, file_row_number=true) WHERE file_row_number >= ${from} AND file_row_number < ${to}`;
}
