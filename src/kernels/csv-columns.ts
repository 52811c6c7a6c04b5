import { type Address, type Kernel, instantiate, viewOf } from './instance.ts';

interface CsvColumnsKernel extends Kernel {
  readonly inputSize: Address;
  readonly bits: Address;
  readonly values: Address;
  readonly numbers: Address;
  readonly TEXT: Address;
  readonly INTEGER: Address;
  readonly DICTIONARY: Address;
  reserve(): void;
  scan(length: number, fields: number, isCrlf: boolean): number;
  rowCount(): number;
  takenBytes(): number;
  take(column: number, firstRow: number, kind: number): number;
  valueCount(): number;
  numberBytes(): number;
}

export interface RowShape {
  /** Fields of each row, at least two. */
  readonly fields: number;
  /** Whether rows end with a carriage return and a newline; with a newline alone otherwise. */
  readonly isCrlf: boolean;
}

/** Text, or whole numbers of 64 bits. */
export type ColumnKind = 'text' | 'integer';

export interface ColumnChoice {
  /** Among the fields of a row, from 0 on. */
  readonly place: number;
  /** The row to start with. */
  readonly firstRow: number;
  readonly kind: ColumnKind;
}

/** The values of a column; valid until the next column is asked for. */
export interface ColumnValues {
  /** A bit for each row, from the low ones up: whether its field is not empty. */
  readonly bits: Uint8Array;
  /** Of each field that is not empty: its length in four bytes and its bytes, or a whole number in eight; low bytes first. */
  readonly values: Uint8Array;
  /** There where each value comes only once. */
  readonly dictionary?: Dictionary;
}

export interface Dictionary {
  /** How many values there are. */
  readonly count: number;
  /** Of each field that is not empty: which value it has, from 0 on, in two bytes, low byte first. */
  readonly numbers: Uint8Array;
}

/**
 * Takes rows of CSV apart into columns. It does what is beyond doubt and no more: rows with the same number of fields
 * and the same ends, quotes around whole fields, and no row longer than its input.
 */
export interface CsvColumns {
  /** Starts anew. */
  open(): void;
  /** Where the next block is to be read to: after what the last one left of an unfinished row. */
  inputBuffer(): Uint8Array;
  /** Takes the whole rows in the input once its first bytes are there; false where there is a doubt. */
  feed(length: number, shape: RowShape): boolean;
  /** Whole rows that the last block ended. */
  readonly rows: number;
  /** The same with the last row of a file, where it has no end. */
  endOfFile(shape: RowShape): boolean;
  /** The fields of a column in these rows; undefined where one is neither empty nor a plain whole number, as wanted. */
  column(column: ColumnChoice): ColumnValues | undefined;
}

/** Bytes that are kept free for the end of a file's last row. */
const kept = 2;

/** Opens a kernel with a memory of its own, for one thread and any number of tasks. */
export function csvColumns(): CsvColumns {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what src/kernels/assembly/csv-columns.ts exports
  const kernel = instantiate(new URL('csv-columns.wasm', import.meta.url)) as CsvColumnsKernel;
  kernel.reserve();
  const input = viewOf(kernel, kernel.input.value, kernel.inputSize.value);
  const columns = columnsIn(kernel);
  // Of the input, `[0, taken)` are whole rows, and `[taken, end)` is a row that goes on in the next block.
  let [taken, end] = [0, 0];

  function moveUnfinished(): void {
    input.copyWithin(0, taken, end);
    [taken, end] = [0, end - taken];
  }

  function scan({ fields, isCrlf }: RowShape): boolean {
    const isSure = kernel.scan(end, fields, isCrlf) !== 0;
    taken = kernel.takenBytes();
    return isSure && end - taken < input.length - kept;
  }

  return {
    open() {
      [taken, end] = [0, 0];
      columns.clear();
    },
    inputBuffer() {
      moveUnfinished();
      return input.subarray(end, input.length - kept);
    },
    feed(length, shape) {
      end += length;
      return scan(shape);
    },
    endOfFile(shape) {
      moveUnfinished();
      const rowEnd = Buffer.from(end === 0 ? '' : shape.isCrlf ? '\r\n' : '\n');
      input.set(rowEnd, end);
      end += rowEnd.length;
      return scan(shape) && taken === end;
    },
    get rows() {
      return kernel.rowCount();
    },
    column: (choice) => columns.take(choice),
  };
}

/** Takes columns of the rows that the kernel holds. */
function columnsIn(kernel: CsvColumnsKernel) {
  /** Columns with too many values for a dictionary. */
  const varied = new Set<number>();

  function valuesOf(firstRow: number, length: number): ColumnValues {
    const bytes = Math.ceil((kernel.rowCount() - firstRow) / 8);
    return {
      bits: viewOf(kernel, kernel.bits.value, bytes),
      values: viewOf(kernel, kernel.values.value, length),
    };
  }

  function dictionary(): Dictionary {
    const numbers = viewOf(kernel, kernel.numbers.value, kernel.numberBytes());
    return { count: kernel.valueCount(), numbers };
  }

  return {
    clear: () => varied.clear(),
    take({ place, firstRow, kind }: ColumnChoice): ColumnValues | undefined {
      if (kind === 'text' && !varied.has(place)) {
        const length = kernel.take(place, firstRow, kernel.DICTIONARY.value);
        if (length >= 0) return { ...valuesOf(firstRow, length), dictionary: dictionary() };
        varied.add(place);
      }
      const { value } = kind === 'text' ? kernel.TEXT : kernel.INTEGER;
      const length = kernel.take(place, firstRow, value);
      return length < 0 ? undefined : valuesOf(firstRow, length);
    },
  };
}
