import { labelOf } from '../../domain/label.ts';
import type { Slice } from '../../domain/plan.ts';
import { type Counter, lineCounter } from '../counter.ts';
import type { TaskContext } from '../processor.ts';
import { countingRows } from '../row-counter.ts';
import { firstRowOf } from './header.ts';
import type { ParquetSlice } from './parquet.ts';
import { scratchFile } from './scratch-file.ts';
import { type Column, csvRows, type CsvSource, jsonRows, type Source } from './views.ts';

/** A task's input as DuckDB reads it. */
export interface SqlInput {
  /** The SQL of all records, or their row groups; undefined where there are no columns, as every file is empty. */
  readonly view:
    { readonly sql: string } | { readonly rowGroups: readonly ParquetSlice[] } | undefined;
  /** Copies of the input, with what a person knows them by. */
  readonly sources: readonly Source[];
  /** The input's own files that are read. */
  readonly files: readonly string[];
  /** Records, where they are counted before the query. */
  readonly items: number;
  readonly bytes: number;
}

/**
 * Writes each slice of text to a file of its own in the task's folder. DuckDB cannot read a part of such a file, and so it
 * reads what the format's own rules say that a slice is.
 */
export async function inputOf(task: TaskContext, columns: readonly Column[]): Promise<SqlInput> {
  if (task.format === 'parquet') return parquetFiles(task);
  if (task.format !== 'csv') return jsonInput(task, columns);
  return countingRows(task, async (input) => csvInput(task, columns, input));
}

async function csvInput(
  task: TaskContext,
  columns: readonly Column[],
  input: Counter,
): Promise<SqlInput> {
  const sources: CsvSource[] = [];
  for (const [index, slice] of task.slices.entries()) {
    const source = sourceOf(task, slice, index);
    const head = firstRowOf();
    await copy(source.path, watched(input.read(slice), head));
    const firstRow = head.row();
    if (firstRow) sources.push({ ...source, firstRow });
  }
  const options = { ...task.rules, columns };
  const view = sources.length === 0 ? undefined : { sql: csvRows(sources, options) };
  return { view, sources, files: [], items: input.items, bytes: input.bytes };
}

async function jsonInput(task: TaskContext, columns: readonly Column[]): Promise<SqlInput> {
  const input = lineCounter(task);
  const sources = task.slices.map((slice, index) => sourceOf(task, slice, index));
  for (const [index, slice] of task.slices.entries()) {
    await copy(sources[index]?.path ?? '', input.read(slice));
  }
  const sql = jsonRows(sources, { ...task.rules, columns });
  return { view: { sql }, sources, files: [], items: input.items, bytes: input.bytes };
}

/** DuckDB reads parts of Parquet files by itself, so they are not copied. */
function parquetFiles({ slices }: TaskContext): SqlInput {
  const rowGroups = slices.map(({ uri, ...slice }) => ({ path: uri, ...slice }));
  const bytes = rowGroups.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    view: { rowGroups },
    sources: [],
    files: rowGroups.map(({ path }) => path),
    items: 0,
    bytes,
  };
}

function sourceOf({ scratch, format }: TaskContext, slice: Slice, index: number): Source {
  return { path: `${scratch.folder}/${index}.${format}`, label: labelOf([slice]) };
}

async function* watched(
  blocks: AsyncIterable<Uint8Array>,
  head: ReturnType<typeof firstRowOf>,
): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    head.add(block);
    yield block;
  }
}

async function copy(path: string, blocks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = scratchFile(path);
  try {
    for await (const block of blocks) file.write(block);
  } finally {
    file.close();
  }
}
