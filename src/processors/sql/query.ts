import type * as duckDbNode from '@duckdb/node-api';
import { failureOf } from './failure.ts';
import { parquetInput } from './parquet.ts';
import { identifier, literal } from './views.ts';
import type { AnswerFormat, SqlAnswer, SqlTally, SqlWork } from './work.ts';

type Library = typeof duckDbNode;
type Connection = duckDbNode.DuckDBConnection;

const formats: Readonly<Record<AnswerFormat, string>> = {
  csv: 'FORMAT csv, HEADER true',
  jsonl: 'FORMAT json',
  parquet: 'FORMAT parquet',
};

/** Runs a query in a database of its own, as what is locked stays locked. What fails is an answer. */
export async function runQuery(library: Library, work: SqlWork): Promise<SqlAnswer> {
  try {
    const instance = await library.DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    try {
      return await writeAnswer(connection, work, library);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } catch (error) {
    if (error instanceof Refusal) return { failure: { type: 'BadConfig', message: error.message } };
    return { failure: failureOf(error, work) };
  }
}

async function writeAnswer(
  connection: Connection,
  work: SqlWork,
  library: Library,
): Promise<SqlTally> {
  for (const statement of locksOf(work)) await connection.run(statement);
  const { view } = work;
  const { sql, items } =
    'sql' in view ? { ...view, items: 0 } : await parquetInput(connection, view.rowGroups);
  await connection.run(`CREATE VIEW ${view.name} AS ${sql}`);
  await checkQuery(connection, work, library);
  await connection.run(`CREATE VIEW djc_answer AS\n${work.query}`);
  const { path, format } = work.answer;
  const columns = format === 'parquet' ? await exactColumns(connection, work) : '*';
  const written = await connection.runAndReadAll(
    `COPY (SELECT ${columns} FROM djc_answer) TO ${literal(path)} (${formats[format]})`,
  );
  return { rows: Number(written.getRows()[0]?.[0] ?? 0), items };
}

/** Whatever the query is, it reads and writes nothing but the files of its work, and cannot change that. */
function locksOf({ files, folder, memory }: SqlWork): readonly string[] {
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

function notASelect({ key }: SqlWork, what: string): Refusal {
  return new Refusal(`expected one SELECT in ${key}, got ${what}`);
}

/** Throws unless the query is one SELECT that the view can answer; DuckDB then tells the place in the query itself. */
async function checkQuery(
  connection: Connection,
  work: SqlWork,
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
