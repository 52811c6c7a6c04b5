import { DataError } from '../../errors.ts';
import type { RecordRules } from '../../domain/plan.ts';
import type { FirstRow } from './header.ts';

/** The name of a column and its type, as DuckDB writes types. */
export type Column = readonly [name: string, type: string];

/** A file on this machine, and what a person knows it by. */
export interface Source {
  readonly path: string;
  readonly label: string;
}

export interface CsvSource extends Source {
  readonly firstRow: FirstRow;
}

interface ReadOptions extends RecordRules {
  /** The columns that are not text; all of them, in order, where the files have no header. */
  readonly columns: readonly Column[];
}

/**
 * The SQL of all rows of CSV files. Nothing is guessed from the rows, so that each task sees the same columns with the
 * same types.
 */
export function csvRows(sources: readonly CsvSource[], options: ReadOptions): string {
  const groups = new Map<string, CsvSource[]>();
  for (const source of sources) {
    const { fields, newLine } = source.firstRow;
    const key = JSON.stringify(options.header ? [newLine, fields] : [newLine, fields.length]);
    groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  const selects = [...groups.values()].map((group) => csvGroup(group, options));
  refuseDifferentColumns(sources, options);
  return selects.join(' UNION ALL BY NAME ');
}

/** Bytes. */
const leastBuffer = 8 * 1024 ** 2;

/** Not in parallel, where DuckDB guesses in the middle of a file whether it is within quotes, and may be wrong. */
function csvGroup(group: readonly CsvSource[], options: ReadOptions): string {
  const [first] = group;
  const newLine = first?.firstRow.newLine === '\r\n' ? String.raw`\r\n` : String.raw`\n`;
  const columns = first ? columnsOf(first, options) : [];
  const most = options.maxRecordBytes;
  return `SELECT * FROM read_csv(${list(group.map(({ path }) => path))}, columns=${struct(columns)}, auto_detect=false, header=${options.header}, delim=',', quote='"', escape='"', new_line='${newLine}', parallel=false, max_line_size=${most}, buffer_size=${Math.max(most, leastBuffer)})`;
}

/** Every column is text where the job file does not give it a type. */
export function columnsOf({ firstRow, label }: CsvSource, options: ReadOptions): readonly Column[] {
  const names = namesOf(firstRow, options);
  const types = new Map(options.columns);
  const unknown = options.columns.find(([name]) => !names.includes(name));
  if (unknown) {
    const message = `expected a column ${JSON.stringify(unknown[0])} in ${label}, as algorithm.columns says, got ${names.map((name) => JSON.stringify(name)).join(', ')}`;
    throw new DataError('InputInvalid', message);
  }
  const lowered = names.map((name) => name.toLowerCase());
  const twice = names.find((_, index) => lowered.indexOf(lowered[index] ?? '') !== index);
  if (twice !== undefined) {
    const message = `expected a header that names each column once, got ${JSON.stringify(twice)} twice in ${label}; upper and lower case are one to SQL`;
    throw new DataError('InputInvalid', message);
  }
  return names.map((name) => [name, types.get(name) ?? 'VARCHAR']);
}

/** A column without a name is called by its place. */
function namesOf({ fields }: FirstRow, { header, columns }: ReadOptions): readonly string[] {
  if (header) return fields.map((name, index) => name || `column${index}`);
  return fields.map((_, index) => columns[index]?.[0] ?? `column${index}`);
}

/** A query gives the same answer however the files are cut into tasks only where all have the same columns. */
function refuseDifferentColumns(sources: readonly CsvSource[], options: ReadOptions): void {
  const sorted = (it: CsvSource) => JSON.stringify(namesOf(it.firstRow, options).toSorted());
  const [first] = sources;
  const other = sources.find((it) => first && sorted(it) !== sorted(first));
  if (!first || !other) return;
  const shown = (it: CsvSource) => `${it.label} has ${namesOf(it.firstRow, options).join(', ')}`;
  const message = `expected the same columns in all files, but ${shown(first)} and ${shown(other)}`;
  throw new DataError('InputInvalid', message);
}

/** The SQL of all values of JSON files, one a line: as the columns given, or each as it is in a column `json`. */
export function jsonRows(
  sources: readonly Source[],
  { columns, maxRecordBytes }: ReadOptions,
): string {
  const files = list(sources.map(({ path }) => path));
  const options = `format='newline_delimited', maximum_object_size=${maxRecordBytes}`;
  if (columns.length === 0) return `SELECT json FROM read_json_objects(${files}, ${options})`;
  return `SELECT * FROM read_json(${files}, ${options}, records='true', columns=${struct(columns)})`;
}

/** A Parquet file that holds some columns of CSV, as text or whole numbers. */
interface TakenColumns {
  readonly path: string;
  readonly columns: readonly Column[];
  readonly taken: readonly { readonly name: string }[];
}

/** The SQL of its rows, with all the columns in their types; to read one that the file does not hold is an error. */
export function takenRows({ path, columns, taken }: TakenColumns): string {
  const selected = columns.map(([name, type]) => {
    const isTaken = taken.some((it) => it.name === name);
    const value = isTaken ? identifier(name) : `error('a column that was left out')`;
    return `CAST(${value} AS ${type}) AS ${identifier(name)}`;
  });
  return `SELECT ${selected.join(', ')} FROM read_parquet(${literal(path)})`;
}

/** The SQL of all rows of Parquet files, in the order of the files. */
export function parquetRows(paths: readonly string[]): string {
  return `SELECT * FROM read_parquet(${list(paths)}, union_by_name=true)`;
}

function struct(columns: readonly Column[]): string {
  return `{${columns.map(([name, type]) => `${literal(name)}: ${literal(type)}`).join(', ')}}`;
}

function list(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
