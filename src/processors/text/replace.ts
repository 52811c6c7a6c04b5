import { z } from 'zod';
import { lineCounter } from '../counter.ts';
import { defineOperation } from '../processor.ts';
import { newline, wholeLines } from '../../rows/whole-lines.ts';
import { measured, plainName } from './measured.ts';
import { ignoreCaseOption, linePattern, linesOf, textOf } from './pattern.ts';

export const replace = defineOperation({
  operation: 'replace',
  summary: 'Replaces every match of a regular expression; a last line without a newline gets one.',
  formats: ['text', 'jsonl'],
  consolidations: ['concatenate', 'collect', 'none'],
  isResumable: true,
  result: 'result.txt',
  rename: plainName,
  options: {
    pattern: linePattern,
    replacement: z
      .string()
      .describe('What comes instead of a match; $1 or $<name> is what a group matched.'),
    ignore_case: ignoreCaseOption,
  },
  async run(whole, { pattern: source, replacement, ignoreCase }) {
    const task = measured(whole);
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
    return { itemsIn: input.items, itemsOut: input.items, lengths: task.lengths };
  },
});

function replaced(line: Buffer, expression: RegExp, replacement: string): Buffer {
  const { text, length, encoding } = textOf(line);
  const changed = text.replace(expression, replacement);
  if (changed === text) return line;
  return Buffer.concat([Buffer.from(changed, encoding), line.subarray(length)]);
}
