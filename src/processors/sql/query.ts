import type * as duckDbNode from '@duckdb/node-api';
import { failureOf } from './failure.ts';
import { parquetInput } from './parquet.ts';
import { identifier, literal } from './views.ts';
import type {
  AnswerFormat,
  SqlAnswer,
  SqlColumns,
  SqlQuestion,
  SqlTally,
  SqlWork,
} from './work.ts';

type Library = typeof duckDbNode;
type Connection = duckDbNode.DuckDBConnection;

const formats: Readonly<Record<AnswerFormat, string>> = {
  csv: 'FORMAT csv, HEADER true',
  jsonl: 'FORMAT json',
  parquet: 'FORMAT parquet',
};

/** Runs a query, or says what it reads, in a database of its own, as what is locked stays locked. What fails is an answer. */
export async function runQuery(library: Library, work: SqlWork | SqlQuestion): Promise<SqlAnswer> {
  try {
    const instance = await library.DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    try {
      const items = await prepare(connection, work, library);
      if (!('answer' in work)) return { columns: await columnsRead(connection) };
      return { rows: await writeAnswer(connection, work), items };
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } catch (error) {
    if (error instanceof Refusal) return { failure: { type: 'BadConfig', message: error.message } };
    return { failure: failureOf(error, work) };
  }
}

/** Makes a view of the query; answers how many rows it reads where that is known. */
async function prepare(
  connection: Connection,
  work: SqlQuestion,
  library: Library,
): Promise<SqlTally['items']> {
  for (const statement of locksOf(work)) await connection.run(statement);
  const { view } = work;
  const { sql, items } =
    'sql' in view ? { ...view, items: 0 } : await parquetInput(connection, view.rowGroups);
  await connection.run(`CREATE VIEW ${view.name} AS ${sql}`);
  await checkQuery(connection, work, library);
  await connection.run(`CREATE VIEW djc_answer AS\n${work.query}`);
  return items;
}

async function writeAnswer(connection: Connection, work: SqlWork): Promise<SqlTally['rows']> {
  const { path, format } = work.answer;
  const columns = format === 'parquet' ? await exactColumns(connection, work) : '*';
  const written = await connection.runAndReadAll(
    `COPY (SELECT ${columns} FROM djc_answer) TO ${literal(path)} (${formats[format]})`,
  );
  return Number(written.getRows()[0]?.[0] ?? 0);
}

/** What DuckDB calls a step of its plan, and those before it. */
interface Step {
  readonly name: string;
  readonly children?: readonly Step[];
  readonly extra_info?: { readonly Projections?: string | readonly string[] };
}

async function columnsRead(connection: Connection): Promise<SqlColumns['columns']> {
  const explained = await connection.runAndReadAll('EXPLAIN (FORMAT json) FROM djc_answer');
  const steps: readonly Step[] = JSON.parse(String(explained.getRows()[0]?.[1]));
  return [...new Set(steps.flatMap(columnsOfStep))].filter((it) => it !== '');
}

function columnsOfStep({ name, children = [], extra_info: info }: Step): readonly string[] {
  const own = name === 'READ_CSV' ? [info?.Projections ?? []].flat() : [];
  return [...own, ...children.flatMap(columnsOfStep)];
}

/** Whatever the query is, it reads and writes nothing but the files of its work, and cannot change that. */
function locksOf({ files, folder, memory }: SqlQuestion): readonly string[] {
  return [
    `SET memory_limit = '${memory}B'`,
    `SET temp_directory = ${literal(`${folder}/spilled`)}`,
    `SET allowed_directories = [${literal(folder)}]`,
    `SET allowed_paths = [${files.map(literal).join(', ')}]`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
}

/** A query that DuckDB would run and djc does not. */
class Refusal extends Error {}

function notASelect({ key }: SqlQuestion, what: string): Refusal {
  return new Refusal(`expected one SELECT in ${key}, got ${what}`);
}

/** Throws unless the query is one SELECT that the view can answer; DuckDB then tells the place in the query itself. */
async function checkQuery(
  connection: Connection,
  work: SqlQuestion,
  { StatementType }: Library,
): Promise<void> {
  const statements = await connection.extractStatements(work.query);
  if (statements.count !== 1) throw notASelect(work, `${statements.count} statements`);
  const { statementType, parameterCount } = await statements.prepare(0);
  const name = StatementType[statementType] ?? 'something else';
  if (statementType !== StatementType.SELECT) throw notASelect(work, name);
  if (parameterCount > 0) throw notASelect(work, 'one with parameters, such as $1');
}

/**
 * The answer's columns in types that Parquet keeps as they are. It would make floats of whole numbers of 128 bits, which
 * sums are, and round intervals.
 */
async function exactColumns(connection: Connection, { key }: SqlWork): Promise<string> {
  const described = await connection.runAndReadAll('DESCRIBE djc_answer');
  const columns = described.getRows().map(([name, type]) => {
    const [column, kind] = [identifier(String(name)), String(type)];
    if (kind === 'HUGEINT' || kind === 'UHUGEINT') return `${column}::DECIMAL(38, 0) AS ${column}`;
    if (!/HUGEINT|BIGNUM|INTERVAL|UNION/.test(kind)) return column;
    throw new Refusal(
      `expected columns that Parquet can hold exactly in ${key}, got ${column} of type ${kind}; cast it to another type`,
    );
  });
  return columns.join(', ');
}
