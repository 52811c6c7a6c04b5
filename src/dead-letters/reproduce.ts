import { isGzip } from '../partitioners/gzip.ts';
import { lineFor } from '../processors/command/placeholders.ts';
import type { Algorithm } from '../processors/processor.ts';

interface BadInput {
  readonly file: string;
  /** Of the record; not there for a whole file. */
  readonly range?: { readonly offset: number; readonly bytes: number } | undefined;
  /** The record's own bytes, where they are few. */
  readonly record?: Uint8Array | undefined;
}

/** A shell line that repeats what failed: the command on the bad record, or for other processors the record itself. */
export function reproduceLine(algorithm: Algorithm, input: BadInput): string {
  const run = 'run' in algorithm && typeof algorithm.run === 'string' ? algorithm.run : undefined;
  if (run === undefined) return showing(input);
  const isPerItem = 'per' in algorithm && algorithm.per === 'item';
  if (!isPerItem) return `${showing(input)} | sh -c ${quoted(run)}`;
  if (!input.range) return `sh -c ${quoted(commandFor(run, Buffer.from(input.file)))}`;
  if (!input.record) return showing(input);
  return `sh -c ${quoted(commandFor(run, lineOf(input.record)))}`;
}

function showing({ file, range }: BadInput): string {
  if (!range) return `cat -- ${quoted(file)}`;
  const from = `tail -c +${range.offset + 1}`;
  const rest = isGzip(file)
    ? `gzip -dc -- ${quoted(file)} | ${from}`
    : `${from} -- ${quoted(file)}`;
  return `${rest} | head -c ${range.bytes}`;
}

function commandFor(run: string, item: Uint8Array): string {
  const line = lineFor(run)(Buffer.from(item).toString('latin1'));
  return Buffer.from(line, 'latin1').toString();
}

function lineOf(record: Uint8Array): Uint8Array {
  return record.at(-1) === 0x0a ? record.subarray(0, -1) : record;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
