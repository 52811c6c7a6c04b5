import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { newline } from '../../rows/whole-lines.ts';

const carriageReturn = 0x0d;

/** A JavaScript regular expression with the `u` flag, as a job file's option. */
export const linePattern = z
  .string()
  .superRefine(checkPattern)
  .describe('A JavaScript regular expression, tried on each line without its line end.');

export const ignoreCaseOption = z
  .boolean()
  .default(false)
  .describe('Let upper and lower case match each other.');

/** The lines of a block with their line ends; only the last may lack it. */
export function* linesOf(block: Buffer): Generator<Buffer> {
  for (let start = 0; start < block.length;) {
    const end = block.indexOf(newline, start) + 1 || block.length;
    yield block.subarray(start, end);
    start = end;
  }
}

/** How many bytes of a line come before its line end, `\n` or `\r\n`. */
export function lengthOfText(line: Uint8Array): number {
  let end = line.length;
  if (line[end - 1] === newline) end--;
  if (line[end - 1] === carriageReturn) end--;
  return end;
}

interface LineText {
  readonly text: string;
  /** Bytes of the line that are its text. */
  readonly length: number;
  /** What makes bytes of text again. */
  readonly encoding: 'utf8' | 'latin1';
}

/** A line that is not UTF-8 is taken byte by byte, each as the character of its number, so that no byte is lost. */
export function textOf(line: Buffer): LineText {
  const length = lengthOfText(line);
  const encoding = isUtf8(line.subarray(0, length)) ? 'utf8' : 'latin1';
  return { text: line.toString(encoding, 0, length), length, encoding };
}

function checkPattern(text: string, context: z.RefinementCtx): void {
  try {
    RegExp(text, 'u');
  } catch (error) {
    // V8 says "Invalid regular expression: /(/u: Unterminated group".
    const reason = String(error).split(/\/u: /).at(-1);
    context.addIssue({
      code: 'custom',
      message: `expected a regular expression, got ${JSON.stringify(text)}: ${reason}`,
    });
  }
}
