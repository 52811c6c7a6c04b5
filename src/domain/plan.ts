/** What the bytes of the input are: lines of text, rows of CSV, JSON values one a line, fixed blocks, row groups of Parquet, or whole files. */
export const inputFormats = ['text', 'csv', 'jsonl', 'binary', 'parquet', 'files'] as const;
export type InputFormat = (typeof inputFormats)[number];

/** What a job file says of its records. */
export interface RecordRules {
  /** Whether the first record of a csv file names the columns, so that every slice is given it first. */
  readonly header: boolean;
  /** Bytes of the longest record that is taken, its line end included. */
  readonly maxRecordBytes: number;
}

export const usualRules: RecordRules = { header: true, maxRecordBytes: 64 * 1024 ** 2 };

/** One input file as it was when the plan froze it. */
export interface Input {
  /** An absolute path, or a URL for storage other than the local one. */
  readonly uri: string;
  /** Bytes. */
  readonly size: number;
  /** Changes whenever the file does: size and modification time, or an etag. */
  readonly fingerprint: string;
}

/** The bytes `[start, end)` of one input; which records belong to them is the partitioner's rule. */
export interface Slice extends Input {
  readonly start: number;
  readonly end: number;
}

/** The work of one task: a byte range of one file, or a pack of whole files. */
export interface Partition {
  /** The number of the task, from 0. */
  readonly task: number;
  readonly slices: readonly Slice[];
}

/** How much input one task gets. */
export interface BatchSize {
  /** Bytes. */
  readonly bytes: number;
  /** Whole files; only for packs. */
  readonly items?: number | undefined;
}

/** What `planJob` answers: never the list itself, which stays in the work directory. */
export interface PlanSummary {
  /** The folder of the plan's pages. */
  readonly planUri: string;
  readonly tasks: number;
  /** Input files. */
  readonly files: number;
  readonly bytes: number;
  /** A label for each task, for small jobs only; a large job names its tasks by number. */
  readonly labels?: readonly string[] | undefined;
}
