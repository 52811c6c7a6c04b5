import { labelOf } from '../../domain/label.ts';
import type { Slice } from '../../domain/plan.ts';
import {
  type ColumnChoice,
  csvColumns,
  type CsvColumns,
  type RowShape,
} from '../../kernels/csv-columns.ts';
import { reused } from '../../kernels/reused.ts';
import type { TaskContext } from '../processor.ts';
import type { DuckDb } from './duckdb.ts';
import { type FirstRow, firstRowOf } from './header.ts';
import type { SqlInput } from './input.ts';
import { type FileColumn, type ParquetFile, parquetFile } from './parquet-file.ts';
import { scratchFile } from './scratch-file.ts';
import { type Column, columnsOf, csvRows, type CsvSource, takenRows } from './views.ts';
import type { SqlQuestion } from './work.ts';

const withKernel = reused(csvColumns);

interface ColumnsOptions {
  readonly task: TaskContext;
  /** The columns that are not text. */
  readonly columns: readonly Column[];
  readonly question: Omit<SqlQuestion, 'view'>;
  readonly duckDb: DuckDb;
}

/**
 * A task's rows of CSV as a Parquet file with the columns that the query reads, which DuckDB reads many times faster than
 * CSV. Undefined where the rows leave a doubt: then DuckDB is to read them as they are.
 */
export async function columnsInput(options: ColumnsOptions): Promise<SqlInput | undefined> {
  return withKernel(async (kernel) => {
    const intake = intakeOf(kernel, options);
    try {
      for (const slice of options.task.slices) {
        if (!(await intake.add(slice))) return undefined;
      }
      return intake.finish();
    } finally {
      intake.close();
    }
  });
}

/** The columns of all files of a task, and those that are taken into a Parquet file. */
interface Table {
  readonly columns: readonly Column[];
  readonly taken: readonly FileColumn[];
  readonly path: string;
  readonly file: ParquetFile;
}

/** How the rows of one file are taken. */
interface Layout extends RowShape {
  readonly table: Table;
  /** Where the taken columns are among the fields of a row. */
  readonly choices: readonly Omit<ColumnChoice, 'firstRow'>[];
  /** Whether the next row is the header. */
  isAtHeader: boolean;
}

function intakeOf(kernel: CsvColumns, options: ColumnsOptions) {
  const { task } = options;
  let table: Table | undefined;
  let [items, bytes] = [0, 0];

  async function add(slice: Slice): Promise<boolean> {
    const head = firstRowOf();
    let layout: Layout | undefined;
    kernel.open();
    for await (const filled of fillings(kernel, task.read(slice))) {
      head.add(filled);
      layout ??= await layoutOf(slice, head.row());
      if (!layout || !kernel.feed(filled.length, layout) || !take(layout)) return false;
      bytes += filled.length;
      task.advance({ items, bytes });
    }
    return !layout || (kernel.endOfFile(layout) && take(layout));
  }

  /** Undefined where the file has other columns than those before, or only one. */
  async function layoutOf(slice: Slice, firstRow?: FirstRow): Promise<Layout | undefined> {
    if (!firstRow) return undefined;
    const path = `${task.scratch.folder}/first-row.csv`;
    const source = { path, label: labelOf([slice]), firstRow };
    const own = columnsOf(source, { ...task.rules, columns: options.columns });
    table ??= await tableOf(source, own, options);
    const choices = table.taken.map(({ name, kind }) => {
      return { place: own.findIndex(([it]) => it === name), kind };
    });
    const isAlike = table.columns.every(([name]) => own.some(([it]) => it === name));
    if (!isAlike || own.length !== table.columns.length || own.length < 2) return undefined;
    const isCrlf = firstRow.newLine === '\r\n';
    return { table, choices, fields: own.length, isCrlf, isAtHeader: task.rules.header };
  }

  /** Takes the whole rows that the kernel holds. */
  function take(layout: Layout): boolean {
    const firstRow = layout.isAtHeader && kernel.rows > 0 ? 1 : 0;
    if (firstRow === 1) layout.isAtHeader = false;
    const rows = kernel.rows - firstRow;
    if (rows === 0) return true;
    items += rows;
    return layout.table.file.add(rows, valuesOf(layout, firstRow));
  }

  function* valuesOf({ choices }: Layout, firstRow: number) {
    for (const choice of choices) yield kernel.column({ ...choice, firstRow });
  }

  function finish(): SqlInput {
    const input = { sources: [], files: [], items, bytes };
    if (!table) return { ...input, view: undefined };
    table.file.finish();
    return { ...input, view: { sql: takenRows(table) } };
  }

  return { add, finish, close: () => table?.file.close() };
}

/** The blocks as the kernel's input takes them. */
async function* fillings(
  kernel: CsvColumns,
  blocks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let room = kernel.inputBuffer();
  let filled = 0;
  for await (const block of blocks) {
    for (let at = 0; at < block.length;) {
      const piece = block.subarray(at, at + room.length - filled);
      room.set(piece, filled);
      at += piece.length;
      filled += piece.length;
      if (filled < room.length) continue;
      yield room;
      room = kernel.inputBuffer();
      filled = 0;
    }
  }
  if (filled > 0) yield room.subarray(0, filled);
}

async function tableOf(
  source: CsvSource,
  columns: readonly Column[],
  options: ColumnsOptions,
): Promise<Table> {
  const read = await columnsRead(source, options);
  const isKnown = read.every((name) => columns.some(([it]) => it === name));
  const wanted = columns.filter(([name]) => !isKnown || read.includes(name));
  const taken = (wanted.length > 0 ? wanted : columns.slice(0, 1)).map(fileColumn);
  const path = `${options.task.scratch.folder}/columns.parquet`;
  return { columns, taken, path, file: parquetFile(path, taken) };
}

/** What the kernel reads as whole numbers; DuckDB says which are too big for a type. */
const integers = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INT(?:EGER)?)$/i;

function fileColumn([name, type]: Column): FileColumn {
  return { name, kind: integers.test(type) ? 'integer' : 'text' };
}

/** The last question of this thread and its answer: all tasks of a job ask the same. */
let last: { readonly asked: string; readonly read: readonly string[] } | undefined;

/** The columns that the query reads, as DuckDB plans it; it finds an empty file for that. */
async function columnsRead(
  source: CsvSource,
  { task, columns, question, duckDb }: ColumnsOptions,
): Promise<readonly string[]> {
  const rules = { ...task.rules, columns };
  const asked = JSON.stringify([question.query, rules, source.firstRow]);
  if (last?.asked === asked) return last.read;
  scratchFile(source.path).close();
  const view = { name: 'input', sql: csvRows([source], rules) };
  const read = await duckDb.columnsOf({ ...question, view }, task.signal);
  last = { asked, read };
  return read;
}
