import type { Failure } from '../../domain/failure.ts';
import type { ParquetSlice } from './parquet.ts';

/** A query over a view, and where its answer goes; plain data, as it crosses to a process. */
export interface SqlWork {
  /** The one name the query finds, and the SQL, or the row groups, behind it. */
  readonly view: { readonly name: string } & (
    { readonly sql: string } | { readonly rowGroups: readonly ParquetSlice[] }
  );
  /** One SELECT. */
  readonly query: string;
  /** The key of the job file that holds the query, for messages. */
  readonly key: string;
  /** What may be read, besides what lies in the folder. */
  readonly files: readonly string[];
  /** Takes the answer, and what does not fit in memory; private to this work, and there already. */
  readonly folder: string;
  readonly answer: { readonly path: string; readonly format: AnswerFormat };
  /** Bytes. */
  readonly memory: number;
}

export const answerFormats = ['csv', 'jsonl', 'parquet'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** Rows that the query gave, and rows that it read where the view is one of row groups. */
export interface SqlTally {
  readonly rows: number;
  readonly items: number;
}

/** A query of which it is asked what it would read. */
export type SqlQuestion = Omit<SqlWork, 'answer'>;

/** The names of the columns of CSV files that a query reads. */
export interface SqlColumns {
  readonly columns: readonly string[];
}

export type SqlAnswer = SqlTally | SqlColumns | { readonly failure: Failure };
