import { z } from 'zod';
import type { FailureType } from '../domain/failure.ts';
import { DataError } from '../errors.ts';
import { writing } from '../storage/local/failure.ts';
import { makeFolder } from '../storage/local/make-folder.ts';
import type { Algorithm, Processor, Tally, TaskContext } from './processor.ts';
import { columnsInput } from './sql/csv-columns.ts';
import { createDuckDb } from './sql/duckdb.ts';
import { inputOf, type SqlInput } from './sql/input.ts';
import { answerFormats } from './sql/work.ts';

const summary =
  'Runs an SQL query on DuckDB over the records of each task, and another one over what all tasks answered.';

const columnsSchema = z
  .record(
    z.string().min(1),
    z.string().regex(/^[A-Za-z][\w\s(),[\]"]*$/, 'a type of DuckDB, such as BIGINT'),
  )
  .default({})
  .describe('Types of columns: of all for jsonl, of those that are not text for csv.')
  // Not a map in the code, where all keys of maps are in camelCase: the names of columns are not ours to change.
  .transform((columns) => Object.entries(columns));

const schema = z
  .strictObject({
    type: z.literal('sql'),
    query: z.string().trim().min(1).describe('One SELECT over `input`, the records of one task.'),
    final: z
      .string()
      .trim()
      .min(1)
      .default('SELECT * FROM parts')
      .describe('One SELECT over `parts`, the answers of all tasks.'),
    columns: columnsSchema,
    result: z.enum(answerFormats).default('csv').describe('The format of the result.'),
  })
  .describe(summary);

export type SqlOptions = z.output<typeof schema>;

/** The options of an algorithm of type sql. */
export function sqlOptionsOf(algorithm: Algorithm): SqlOptions {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the job file was checked with the schema above when it was loaded
  return algorithm as unknown as SqlOptions;
}

/** Bytes that DuckDB may hold where the job file does not say; what does not fit goes to disk. */
export const usualMemory = 1024 ** 3;

/** For tasks and consolidations alike. */
export const duckDb = createDuckDb();

export const sql: Processor = {
  type: 'sql',
  summary,
  runner: 'thread',
  schema,
  traits: (algorithm) => ({
    formats: ['csv', 'jsonl', 'parquet'],
    consolidations: ['sql', 'none'],
    result: `result.${sqlOptionsOf(algorithm).result}`,
  }),
  async run(task, algorithm) {
    const options = sqlOptionsOf(algorithm);
    await writing(task.scratch.folder, makeFolder(task.scratch.folder));
    const answer =
      (await answerOfColumns(task, options)) ??
      (await answerOf(task, options, await inputOf(task, options.columns)));
    if (answer.isWritten)
      for await (const block of task.scratch.read('answer')) await task.write(block);
    const { itemsIn, itemsOut, bytesIn } = answer;
    task.advance({ items: itemsIn, bytes: bytesIn });
    return { itemsIn, itemsOut, bytesIn };
  },
};

interface Answer extends Required<Omit<Tally, 'lengths' | 'bytesIn'>> {
  readonly bytesIn: number;
  /** False for a part without columns, which is empty. */
  readonly isWritten: boolean;
}

/**
 * The answer over CSV that djc takes apart by itself. Undefined where it leaves a doubt, or what it holds is wrong: then
 * DuckDB reads it as it is, and has the last word, with the place of what is wrong.
 */
async function answerOfColumns(
  task: TaskContext,
  options: SqlOptions,
): Promise<Answer | undefined> {
  if (task.format !== 'csv') return undefined;
  try {
    const { columns } = options;
    const question = questionOf(task, options);
    const input = await columnsInput({ task, columns, question, duckDb });
    if (input) return await answerOf(task, options, input);
  } catch (error) {
    if (!(error instanceof DataError) || !isOfInput.has(error.type)) throw error;
  }
  task.log(
    'DuckDB parses the rows by itself, which is slower: they are not all of one plain shape',
  );
  return undefined;
}

const isOfInput = new Set<FailureType>(['InputInvalid', 'Bug']);

async function answerOf(task: TaskContext, options: SqlOptions, input: SqlInput): Promise<Answer> {
  const { items, bytes: bytesIn, view, files } = input;
  if (view === undefined) return { itemsIn: items, itemsOut: 0, bytesIn, isWritten: false };
  const question = questionOf(task, options);
  const answer = { path: `${question.folder}/answer`, format: 'parquet' } as const;
  const work = { ...question, view: { name: 'input', ...view }, files, answer };
  const tally = await duckDb.run(work, task.signal).catch((error: unknown) => {
    throw withLabels(error, input);
  });
  return { itemsIn: items + tally.items, itemsOut: tally.rows, bytesIn, isWritten: true };
}

/** What is the same however the input is read. */
function questionOf({ scratch, memory = usualMemory }: TaskContext, { query }: SqlOptions) {
  return { query, key: 'algorithm.query', files: [], folder: scratch.folder, memory } as const;
}

/** A failure that names the input's own files instead of djc's copies. */
function withLabels(error: unknown, { sources }: SqlInput): unknown {
  if (!(error instanceof DataError)) return error;
  let { message } = error;
  for (const { path, label } of sources) message = message.replaceAll(path, label);
  return new DataError(error.type, message, { cause: error });
}
