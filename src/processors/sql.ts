import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { DataError } from '../errors.ts';
import type { Algorithm, Processor } from './processor.ts';
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
    const { query, columns } = sqlOptionsOf(algorithm);
    const { scratch, memory = usualMemory, signal } = task;
    const { folder } = scratch;
    await mkdir(folder, { recursive: true });
    const input = await inputOf(task, columns);
    // An empty part is one without columns.
    if (input.view === undefined) return { itemsIn: input.items, itemsOut: 0 };
    const view = { name: 'input', ...input.view };
    const answer = { path: `${folder}/answer`, format: 'parquet' } as const;
    const work = {
      view,
      query,
      key: 'algorithm.query',
      files: input.files,
      folder,
      answer,
      memory,
    };
    const { rows, items } = await duckDb.run(work, signal).catch((error: unknown) => {
      throw withLabels(error, input);
    });
    for await (const block of scratch.read('answer')) await task.write(block);
    const itemsIn = input.items + items;
    if (input.bytes !== undefined) task.advance({ items: itemsIn, bytes: input.bytes });
    return { itemsIn, itemsOut: rows, bytesIn: input.bytes };
  },
};

/** A failure that names the input's own files instead of djc's copies. */
function withLabels(error: unknown, { sources }: SqlInput): unknown {
  if (!(error instanceof DataError)) return error;
  let { message } = error;
  for (const { path, label } of sources) message = message.replaceAll(path, label);
  return new DataError(error.type, message, { cause: error });
}
