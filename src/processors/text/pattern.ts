import { z } from 'zod';
import { newline } from '../../rows/whole-lines.ts';

const carriageReturn = 0x0d;

/** A JavaScript regular expression with the `u` flag, as a job file's option. */
export const pattern = z.string().superRefine(checkPattern);

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
