import { z } from 'zod';
import { lineCounter } from '../counter.ts';
import { defineOperation } from '../processor.ts';
import { wholeLines } from '../../rows/whole-lines.ts';
import { ignoreCaseOption, lengthOfText, linePattern, linesOf } from './pattern.ts';
import { rowsOf, sortedRuns } from './sorted-runs.ts';
import { topOption } from './top.ts';

/** Distinct values that are kept in memory before they are spilled: some hundred bytes each. */
const mostValues = 500_000;

export const frequency = defineOperation({
  operation: 'frequency',
  summary: 'Counts how often each value of a capture group occurs; every match counts.',
  formats: ['text', 'jsonl'],
  consolidations: ['merge', 'none'],
  isResumable: true,
  result: 'result.tsv',
  isRanked: true,
  traitsWith: ({ top }) => (top === undefined ? {} : { consolidations: ['merge'], top }),
  options: {
    pattern: linePattern,
    group: z
      .union([z.int().min(0), z.string().min(1)])
      .default(1)
      .describe('The number or the name of the group; 0 is the whole match.'),
    ignore_case: ignoreCaseOption,
    top: topOption,
  },
  async run(task, { pattern: source, group, ignoreCase }) {
    const input = lineCounter(task);
    const expression = new RegExp(source, ignoreCase ? 'giu' : 'gu');
    const runs = sortedRuns(task);
    const counts = new Map<string, number>();
    for (const slice of task.slices) {
      for await (const block of wholeLines(input.read(slice))) {
        for (const line of linesOf(block)) {
          const text = line.toString('utf8', 0, lengthOfText(line));
          for (const value of valuesOf(text.matchAll(expression), group)) {
            counts.set(value, (counts.get(value) ?? 0) + 1);
          }
        }
        if (counts.size >= mostValues) await runs.spill(drained(counts));
      }
    }
    return { itemsIn: input.items, itemsOut: await runs.finish(drained(counts)) };
  },
});

/** What the group matched; a group that took no part in a match counts nothing. */
function* valuesOf(matches: Iterable<RegExpExecArray>, group: number | string): Generator<string> {
  for (const match of matches) {
    const value = typeof group === 'number' ? match[group] : match.groups?.[group];
    if (value !== undefined) yield value;
  }
}

/** The rows of all values; empties the map. */
function* drained(counts: Map<string, number>): Generator<Uint8Array> {
  yield* rowsOf(counts);
  counts.clear();
}
