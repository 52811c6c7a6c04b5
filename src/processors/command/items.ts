import { DataError } from '../../errors.ts';
import type { TaskContext } from '../processor.ts';
import type { Bytes } from './placeholders.ts';

export interface Item {
  /** A file's path, or a line without its newline. */
  readonly name: Bytes;
  /** Bytes of input. */
  readonly size: number;
}

/** The items of a task: whole files by their path, or lines of text. */
export async function* itemsOf(task: TaskContext): AsyncGenerator<Item> {
  for (const slice of task.slices) {
    if (task.format === 'text') {
      for await (const line of linesOf(task.read(slice))) yield line;
    } else {
      yield { name: Buffer.from(slice.uri).toString('latin1'), size: slice.end - slice.start };
    }
  }
}

/** Linux gives a program no argument of more bytes. */
const longestArgument = 131_071;

async function* linesOf(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Item> {
  let rest = '';
  for await (const { buffer, byteOffset, length } of blocks) {
    const text = Buffer.from(buffer, byteOffset, length).toString('latin1');
    const lines = text.split('\n');
    for (const line of lines.slice(0, -1)) {
      yield itemOf(rest + line, line.length + rest.length + 1);
      rest = '';
    }
    rest += lines.at(-1) ?? '';
    if (rest.length > longestArgument) throw tooLong(rest);
  }
  if (rest !== '') yield itemOf(rest, rest.length);
}

function itemOf(name: Bytes, size: number): Item {
  if (name.length > longestArgument) throw tooLong(name);
  if (!name.includes('\0')) return { name, size };
  const message = `expected lines without NUL bytes, which no argument of a program can hold, got ${shown(name)}`;
  throw new DataError('InputInvalid', message);
}

function tooLong(line: Bytes): DataError {
  const message = `expected lines of at most ${longestArgument} bytes, the longest argument of a program, got a longer one: ${shown(line)}`;
  return new DataError('InputInvalid', message);
}

/** An item as a sentence has it: in quotes, and not endless. */
export function shown(name: Bytes): string {
  const text = Buffer.from(name, 'latin1').toString();
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
