import { closeSync, openSync, writeSync } from 'node:fs';
import type { ColumnKind, ColumnValues } from '../../kernels/csv-columns.ts';
import { i32, i64, list, string, struct, type ThriftValue, varint } from './thrift.ts';

export interface FileColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/**
 * A Parquet file of text and whole numbers, for DuckDB to read at once: nothing is compressed, and each column of a row group is
 * one page.
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
const [plain, rle, uncompressed, dataPage] = [i32(0), i32(3), i32(0), i32(0)];

/** Not by way of the storage, which would make the bytes durable: they are gone when the attempt ends. */
export function parquetFile(path: string, columns: readonly FileColumn[]): ParquetFile {
  const file = openSync(path, 'w');
  const groups: ThriftValue[] = [];
  let [length, total, isOpen] = [0, 0, true];
  const write = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    length += bytes.length;
  };
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  write(magic);
  return {
    add(rows, all) {
      const start = length;
      const chunks: ThriftValue[] = [];
      for (const values of all) {
        const [at, column] = [length, columns[chunks.length]];
        if (!values || !column) return false;
        for (const piece of pageOf(rows, values)) write(piece);
        chunks.push(chunkOf({ ...column, rows, at, bytes: length - at }));
      }
      groups.push(struct({ 1: list(chunks), 2: i64(length - start), 3: i64(rows) }));
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
      for (const piece of [bytes, size, magic]) write(piece);
      close();
    },
    close,
  };
}

/** The page's header, which rows have a value, and the values. */
function pageOf(rows: number, { bits, values }: ColumnValues): readonly Uint8Array[] {
  // One run of bits, eight a byte, after its length in bytes.
  const run = varint(bits.length * 2 + 1);
  const levels = Buffer.alloc(4);
  levels.writeUInt32LE(run.length + bits.length);
  const size = i32(levels.length + run.length + bits.length + values.length);
  const page = struct({ 1: i32(rows), 2: plain, 3: rle, 4: rle });
  const header = struct({ 1: dataPage, 2: size, 3: size, 5: page });
  return [header.bytes, levels, run, bits, values];
}

interface Chunk extends FileColumn {
  readonly rows: number;
  /** Its first byte in the file. */
  readonly at: number;
  readonly bytes: number;
}

function chunkOf({ name, kind, rows, at, bytes }: Chunk): ThriftValue {
  const size = i64(bytes);
  const encodings = list([plain, rle]);
  const path = list([string(name)]);
  const about = { 1: typeOf(kind), 2: encodings, 3: path, 4: uncompressed, 5: i64(rows) };
  return struct({ 2: i64(at), 3: struct({ ...about, 6: size, 7: size, 9: i64(at) }) });
}

function schemaOf({ name, kind }: FileColumn): ThriftValue {
  const column = { 1: typeOf(kind), 3: optional, 4: string(name) };
  return struct(kind === 'text' ? { ...column, 6: utf8 } : column);
}

function typeOf(kind: ColumnKind): ThriftValue {
  return kind === 'text' ? byteArray : int64;
}
