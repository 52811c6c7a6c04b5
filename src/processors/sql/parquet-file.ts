import type { ColumnKind, ColumnValues, Dictionary } from '../../kernels/csv-columns.ts';
import { scratchFile } from './scratch-file.ts';
import { i32, i64, list, string, struct, type ThriftValue, varint } from './thrift.ts';

export interface FileColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/**
 * A Parquet file of text and whole numbers, for DuckDB to read at once: nothing is compressed, and each column of a row group is
 * one page of values, by way of a dictionary where they repeat. Not by a library: those want each field as a JavaScript value,
 * which costs more than DuckDB's reading of CSV.
 *
 * The format: https://parquet.apache.org/docs/file-format/ and its parquet.thrift, whose field numbers stand below.
 */
export interface ParquetFile {
  /** Appends rows, with the values of each column in order; false where one has none, and then there is no file. */
  add(rows: number, columns: Iterable<ColumnValues | undefined>): boolean;
  /** Ends the file. */
  finish(): void;
  /** Safe after `finish`, and instead of it. */
  close(): void;
}

const magic = Buffer.from('PAR1');
const [int64, byteArray, optional, utf8] = [i32(2), i32(6), i32(1), i32(0)];
const [plain, rle, byDictionary, uncompressed] = [i32(0), i32(3), i32(8), i32(0)];
const [dataPage, dictionaryPage] = [i32(0), i32(2)];

/** Starts one in a folder that is there. Throws `OutputUnwritable`, as all of it may. */
export function parquetFile(path: string, columns: readonly FileColumn[]): ParquetFile {
  const file = scratchFile(path);
  const groups: ThriftValue[] = [];
  let total = 0;
  const writePage = (page: Page): number => {
    const start = file.length;
    for (const piece of page) file.write(piece);
    return start;
  };
  file.write(magic);
  return {
    add(rows, all) {
      const start = file.length;
      const chunks: ThriftValue[] = [];
      for (const values of all) {
        const [at, column] = [file.length, columns[chunks.length]];
        if (!values || !column) return false;
        const starts = pagesOf(rows, values).map(writePage);
        chunks.push(chunkOf({ ...column, rows, starts, bytes: file.length - at }));
      }
      groups.push(struct({ 1: list(chunks), 2: i64(file.length - start), 3: i64(rows) }));
      total += rows;
      return true;
    },
    finish() {
      const { bytes } = struct({
        1: i32(1),
        2: list([struct({ 4: string('rows'), 5: i32(columns.length) }), ...columns.map(schemaOf)]),
        3: i64(total),
        4: list(groups),
      });
      const size = Buffer.alloc(4);
      size.writeUInt32LE(bytes.length);
      writePage([bytes, size, magic]);
      file.close();
    },
    close: () => file.close(),
  };
}

/** The page of the dictionary's values, where there is one, and that of the rows. */
function pagesOf(rows: number, { bits, values, dictionary }: ColumnValues): readonly Page[] {
  // One run of bits, eight a byte, after its length in bytes.
  const run = varint(bits.length * 2 + 1);
  const levels = Buffer.alloc(4);
  levels.writeUInt32LE(run.length + bits.length);
  const data = dictionary ? numbersOf(dictionary) : [values];
  const encoding = dictionary ? byDictionary : plain;
  const about = struct({ 1: i32(rows), 2: encoding, 3: rle, 4: rle });
  const page = pageOf({ 1: dataPage }, { 5: about }, [levels, run, bits, ...data]);
  if (!dictionary) return [page];
  const aboutValues = struct({ 1: i32(dictionary.count), 2: plain });
  return [pageOf({ 1: dictionaryPage }, { 7: aboutValues }, [values]), page];
}

type Page = readonly Uint8Array[];
type Fields = Readonly<Record<number, ThriftValue>>;

/** A page's header and what it holds. */
function pageOf(kind: Fields, about: Fields, pieces: Page): Page {
  const size = i32(pieces.reduce((sum, { length }) => sum + length, 0));
  return [struct({ ...kind, 2: size, 3: size, ...about }).bytes, ...pieces];
}

/** One run of numbers of 16 bits, in groups of 8. */
function numbersOf({ numbers }: Dictionary): Page {
  const groups = Math.ceil(numbers.length / 16);
  const padding = new Uint8Array(groups * 16 - numbers.length);
  return [Uint8Array.of(16), varint(groups * 2 + 1), numbers, padding];
}

interface Chunk extends FileColumn {
  readonly rows: number;
  /** Where its pages start in the file: that of the dictionary, where there is one, and that of the rows. */
  readonly starts: readonly number[];
  readonly bytes: number;
}

function chunkOf({ name, kind, rows, starts, bytes }: Chunk): ThriftValue {
  const size = i64(bytes);
  const encodings = list([plain, rle, byDictionary]);
  const path = list([string(name)]);
  const [first = i64(0), second] = starts.map(i64);
  const about = { 1: typeOf(kind), 2: encodings, 3: path, 4: uncompressed, 5: i64(rows) };
  const pages = second ? { 9: second, 11: first } : { 9: first };
  return struct({ 2: first, 3: struct({ ...about, 6: size, 7: size, ...pages }) });
}

function schemaOf({ name, kind }: FileColumn): ThriftValue {
  const column = { 1: typeOf(kind), 3: optional, 4: string(name) };
  return struct(kind === 'text' ? { ...column, 6: utf8 } : column);
}

function typeOf(kind: ColumnKind): ThriftValue {
  return kind === 'text' ? byteArray : int64;
}
