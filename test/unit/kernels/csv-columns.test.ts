import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ColumnValues, csvColumns, type RowShape } from '../../../src/kernels/csv-columns.ts';

const kernel = csvColumns();
const lf = { fields: 2, isCrlf: false };

type Rows = readonly (readonly string[])[];

/** The rows of a file that is fed in blocks; undefined where it leaves a doubt. */
function rowsOf(file: Uint8Array, shape: RowShape, blockSize = 2 ** 18): Rows | undefined {
  const rows: string[][] = [];
  const take = () => {
    const columns = Array.from({ length: shape.fields }, (_, place) =>
      textsOf(kernel.rows, kernel.column({ place, firstRow: 0, kind: 'text' })!),
    );
    for (let row = 0; row < kernel.rows; row++) rows.push(columns.map((it) => it[row]!));
  };
  kernel.open();
  for (let at = 0; at < file.length;) {
    const input = kernel.inputBuffer();
    const piece = file.subarray(at, at + Math.min(input.length, blockSize));
    input.set(piece);
    if (!kernel.feed(piece.length, shape)) return undefined;
    take();
    at += piece.length;
  }
  if (!kernel.endOfFile(shape)) return undefined;
  take();
  return rows;
}

function textsOf(rows: number, { bits, values, dictionary }: ColumnValues): readonly string[] {
  const texts = textsIn(Buffer.from(values));
  const numbers = dictionary && new Uint16Array(Uint8Array.from(dictionary.numbers).buffer);
  if (dictionary) {
    expect(texts).toHaveLength(dictionary.count);
    expect(new Set(texts).size).toBe(dictionary.count);
  }
  let next = 0;
  return Array.from({ length: rows }, (_, row) => {
    if (((bits[row >> 3]! >> (row & 7)) & 1) === 0) return '';
    const number = next++;
    return texts[numbers ? numbers[number]! : number]!;
  });
}

function textsIn(bytes: Buffer): readonly string[] {
  const texts = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at);
    at += 4 + length;
    texts.push(bytes.toString('latin1', at - length, at));
  }
  return texts;
}

/** Rows as RFC 4180 has them, by a grammar; undefined where the text is none of it. */
function parsed(text: string, { fields, isCrlf }: RowShape): Rows | undefined {
  const rows: string[][] = [];
  const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  const end = isCrlf ? '\r\n' : '\n';
  const whole = text === '' || text.endsWith(end) ? text : text + end;
  for (let at = 0; at < whole.length;) {
    const row: string[] = [];
    for (let isOpen = true; isOpen;) {
      field.lastIndex = at;
      const [all, quoted, plain] = field.exec(whole)!;
      at += all.length;
      row.push(quoted?.replaceAll('""', '"') ?? plain!);
      isOpen = whole[at] === ',';
      if (isOpen) at++;
    }
    if (!whole.startsWith(end, at) || row.length !== fields) return undefined;
    at += end.length;
    rows.push(row);
  }
  return rows;
}

const shapes = fc.record({ fields: fc.integer({ min: 2, max: 4 }), isCrlf: fc.boolean() });

describe('rows of CSV', () => {
  test('are taken as the grammar has them, and only they: any bytes in any blocks', () => {
    const byte = fc.oneof(fc.constantFrom(...Buffer.from('"",,\r\n\na')), fc.nat(255));
    const bytes = fc.array(byte, { maxLength: 12 }).map((all) => Buffer.from(all));
    const property = fc.property(bytes, shapes, fc.integer({ min: 1, max: 9 }), (...args) => {
      const [file, shape] = args;
      expect(rowsOf(...args)).toEqual(parsed(file.toString('latin1'), shape));
    });
    fc.assert(property, { numRuns: 5_000 });
  });

  test('are taken whatever their fields hold, and wherever blocks end', () => {
    const content = fc.oneof(
      fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', 'x'), maxLength: 60 }),
      fc.string({ maxLength: 200 }),
    );
    const quoted = content.map((it) => `"${it.replaceAll('"', '""')}"`);
    const plain = content.map((it) => it.replaceAll(/[",\r\n]/g, ''));
    const made = shapes.chain((shape) => {
      const { fields } = shape;
      const row = fc.array(fc.oneof(quoted, plain), { minLength: fields, maxLength: fields });
      return fc.record({ shape: fc.constant(shape), rows: fc.array(row, { maxLength: 40 }) });
    });
    const property = fc.property(
      made,
      fc.boolean(),
      fc.integer({ min: 1, max: 700 }),
      (...args) => {
        const [{ shape, rows }, isEnded, size] = args;
        const end = shape.isCrlf ? '\r\n' : '\n';
        const text =
          rows.map((row) => row.join(',')).join(end) + (isEnded && rows.length > 0 ? end : '');
        const file = Buffer.from(text);
        const expected = parsed(file.toString('latin1'), shape);
        expect(expected).toHaveLength(rows.length);
        expect(rowsOf(file, shape, size)).toEqual(expected);
      },
    );
    fc.assert(property);
  });

  test('are taken up to the size of the input, and not beyond', () => {
    const longest = 2 ** 20 - 4;
    const row = (length: number) => Buffer.from(`a,${'b'.repeat(length - 3)}\n`);
    expect(rowsOf(Buffer.concat([row(9), row(longest), row(5)]), lf)).toHaveLength(3);
    expect(rowsOf(row(2 ** 20), lf)).toBeUndefined();
    expect(rowsOf(Buffer.alloc(3 * 2 ** 19, 'a,\n'), lf)).toHaveLength(2 ** 19);
  });
});

describe('texts', () => {
  /** What the kernel gives for rows with so many different texts, of the length given, each twice. */
  const columnOf = (different: number, length: number) => {
    const texts = Array.from({ length: 2 * different }, (_, row) =>
      String((row * 7) % different).padStart(length, 'x'),
    );
    const file = Buffer.from(texts.map((it) => `${it},\n`).join(''));
    kernel.open();
    kernel.inputBuffer().set(file);
    expect(kernel.feed(file.length, lf)).toBe(true);
    const column = kernel.column({ place: 0, firstRow: 0, kind: 'text' })!;
    expect(textsOf(kernel.rows, column)).toEqual(texts);
    return column;
  };

  test.each([0, 12, 16, 17, 33])(
    'that come again are there once: of %i bytes and more',
    (length) => {
      expect(columnOf(3001, length).dictionary?.count).toBe(3001);
    },
  );

  test('are there each time where too many differ', () => {
    expect(columnOf(8192, 9).dictionary?.count).toBe(8192);
    expect(columnOf(8193, 9).dictionary).toBeUndefined();
  });
});

describe('whole numbers', () => {
  const numbersOf = (...fields: readonly string[]) => {
    const file = Buffer.from(fields.map((it) => `${it},\n`).join(''));
    kernel.open();
    kernel.inputBuffer().set(file);
    expect(kernel.feed(file.length, lf)).toBe(true);
    const column = kernel.column({ place: 0, firstRow: 0, kind: 'integer' });
    if (!column) return undefined;
    const bytes = Buffer.from(column.values);
    return Array.from({ length: bytes.length / 8 }, (_, at) => bytes.readBigInt64LE(at * 8));
  };

  test('are read up to 18 digits', () => {
    const most = '9'.repeat(18);
    const read = numbersOf('0', '-0', '007', '', '"12"', '""', most, `-${most}`);
    expect(read).toEqual([0n, 0n, 7n, 12n, BigInt(most), -BigInt(most)]);
  });

  test.each(['1'.repeat(19), '+1', '1.0', '1e3', ' 1', '1 ', '-', 'x', '0x1', '1_0', '"1""2"'])(
    'are no other texts: %s',
    (text) => expect(numbersOf('1', text, '2')).toBeUndefined(),
  );
});
