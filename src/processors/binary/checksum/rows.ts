import type { Slice } from '../../../domain/plan.ts';
import { DataError } from '../../../errors.ts';
import { combineCrc32 } from '../../../kernels/crc32.ts';
import { newline, wholeLines } from '../../../rows/whole-lines.ts';

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** As GNU coreutils print it: a backslash before the line says that there are escapes in the name. */
export function row(checksum: string, { uri }: Pick<Slice, 'uri'>): string {
  const escaped = uri.replaceAll(/[\\\n\r]/g, (it) => escapes[it] ?? it);
  return `${escaped === uri ? '' : '\\'}${checksum}  ${escaped}\n`;
}

/** The row of the bytes `[start, end)` of a file: `crc:start-end  name`. */
export function rangeRow(crc: string, slice: Slice): string {
  return row(`${crc}:${slice.start}-${slice.end}`, slice);
}

/** Makes a row for each file of the rows of its ranges, which follow each other in the order of the file. */
export async function* joinRanges(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let file: Range | undefined;
  for await (const lines of wholeLines(blocks)) {
    const rows: string[] = [];
    for (const range of rangesIn(lines)) {
      if (file && range.start > 0) {
        file = joined(file, range);
        continue;
      }
      if (file) rows.push(fileRow(file));
      file = range;
    }
    yield Buffer.from(rows.join(''));
  }
  if (file) yield Buffer.from(fileRow(file));
}

interface Range {
  readonly mark: string;
  readonly crc: number;
  readonly start: number;
  readonly end: number;
  /** Escaped. */
  readonly name: string;
}

function* rangesIn(lines: Buffer): Generator<Range> {
  for (const line of lines.toString().split(String.fromCharCode(newline))) {
    if (line === '') continue;
    const [, mark = '', crc, start, end, name] =
      /^(\\?)([0-9a-f]{8}):(\d+)-(\d+) {2}(.*)$/s.exec(line) ?? [];
    if (name === undefined) throw unexpected('the checksum of a range', line);
    yield {
      mark,
      crc: Number.parseInt(crc ?? '', 16),
      start: Number(start),
      end: Number(end),
      name,
    };
  }
}

function joined(file: Range, range: Range): Range {
  if (range.name !== file.name || range.start !== file.end)
    throw unexpected(
      `the range of ${file.name} from ${file.end} on`,
      `${range.name} from ${range.start} on`,
    );
  return {
    ...file,
    crc: combineCrc32(file.crc, range.crc, range.end - range.start),
    end: range.end,
  };
}

function fileRow({ mark, crc, name }: Range): string {
  return `${mark}${crc.toString(16).padStart(8, '0')}  ${name}\n`;
}

function unexpected(expected: string, got: string): DataError {
  return new DataError('PartDamaged', `expected ${expected}, got ${JSON.stringify(got)}`);
}
