import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { lineCounter } from '../counter.ts';
import { defineOperation } from '../processor.ts';
import { newline, wholeLines } from '../../rows/whole-lines.ts';
import { lengthOfText, linesOf, pattern } from './pattern.ts';

export const replace = defineOperation({
  operation: 'replace',
  summary: 'Replaces every match of a regular expression; a last line without a newline gets one.',
  formats: ['text', 'jsonl'],
  consolidations: ['concatenate', 'none'],
  result: 'result.txt',
  options: {
    pattern: pattern.describe(
      'A JavaScript regular expression, tried on each line without its line end.',
    ),
    replacement: z
      .string()
      .describe('What comes instead of a match; $1 or $<name> is what a group matched.'),
    ignore_case: z.boolean().default(false).describe('Let upper and lower case match each other.'),
  },
  async run(task, { pattern: source, replacement, ignoreCase }) {
    const input = lineCounter(task);
    const expression = new RegExp(source, ignoreCase ? 'giu' : 'gu');
    for (const slice of task.slices) {
      for await (const block of wholeLines(input.read(slice))) {
        for (const line of linesOf(block)) {
          await task.write(replaced(line, expression, replacement));
          if (line.at(-1) !== newline) await task.write(Uint8Array.of(newline));
        }
      }
    }
    return { itemsIn: input.items, itemsOut: input.items };
  },
});

/** A line that is not UTF-8 is taken byte by byte, each as the character of its number, so that no byte is lost. */
function replaced(line: Buffer, expression: RegExp, replacement: string): Buffer {
  const length = lengthOfText(line);
  const encoding = isUtf8(line.subarray(0, length)) ? 'utf8' : 'latin1';
  const text = line.toString(encoding, 0, length);
  const changed = text.replace(expression, replacement);
  if (changed === text) return line;
  return Buffer.concat([Buffer.from(changed, encoding), line.subarray(length)]);
}
