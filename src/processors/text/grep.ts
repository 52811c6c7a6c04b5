import { z } from 'zod';
import { defineOperation } from '../processor.ts';
import { newline, wholeLines } from './blocks.ts';
import { lineCounter } from '../counter.ts';

const carriageReturn = 0x0d;

export const grep = defineOperation({
  operation: 'grep',
  summary: 'Keeps the lines that match a regular expression.',
  formats: ['text'],
  consolidations: ['concatenate', 'none'],
  result: 'result.txt',
  options: {
    pattern: z
      .string()
      .superRefine(checkPattern)
      .describe('A JavaScript regular expression, tried on each line without its line end.'),
    ignore_case: z.boolean().default(false).describe('Let upper and lower case match each other.'),
    invert: z.boolean().default(false).describe('Keep the lines that do not match instead.'),
  },
  async run(task, { pattern, ignoreCase, invert }) {
    const input = lineCounter(task);
    const expression = new RegExp(pattern, ignoreCase ? 'iu' : 'u');
    let kept = 0;
    for (const slice of task.slices) {
      for await (const block of wholeLines(input.read(slice))) {
        for (const line of linesOf(block)) {
          if (expression.test(textOf(line)) === invert) continue;
          await task.write(line);
          if (line.at(-1) !== newline) await task.write(Uint8Array.of(newline));
          kept++;
        }
      }
    }
    return { itemsIn: input.items, itemsOut: kept };
  },
});

/** The lines of a block with their line ends; only the last may lack it. */
function* linesOf(block: Buffer): Generator<Buffer> {
  for (let start = 0; start < block.length;) {
    const end = block.indexOf(newline, start) + 1 || block.length;
    yield block.subarray(start, end);
    start = end;
  }
}

/** A line as UTF-8 without its line end, `\n` or `\r\n`. */
function textOf(line: Buffer): string {
  let end = line.length;
  if (line[end - 1] === newline) end--;
  if (line[end - 1] === carriageReturn) end--;
  return line.toString('utf8', 0, end);
}

function checkPattern(pattern: string, context: z.RefinementCtx): void {
  try {
    RegExp(pattern, 'u');
  } catch (error) {
    // V8 says "Invalid regular expression: /(/u: Unterminated group".
    const reason = String(error).split(/\/u: /).at(-1);
    context.addIssue({
      code: 'custom',
      message: `expected a regular expression, got ${JSON.stringify(pattern)}: ${reason}`,
    });
  }
}
