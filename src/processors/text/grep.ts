import { z } from 'zod';
import { lineFinder } from '../../kernels/find-lines.ts';
import { reused } from '../../kernels/reused.ts';
import { lineCounter } from '../counter.ts';
import { defineOperation, type TaskContext } from '../processor.ts';
import { newline, wholeLines } from '../../rows/whole-lines.ts';
import { feedAll } from './feed.ts';
import { lengthOfText, linesOf, pattern } from './pattern.ts';

const withFinder = reused(lineFinder);

/** What a kernel can look for: no character that means something in a regular expression, and few enough of them. */
const literal = /^[^\\^$.*+?()[\]{}|/\r\n\uFFFD]{1,1000}$/u;

export const grep = defineOperation({
  operation: 'grep',
  summary: 'Keeps the lines that match a regular expression.',
  formats: ['text', 'jsonl'],
  consolidations: ['concatenate', 'none'],
  result: 'result.txt',
  options: {
    pattern: pattern.describe(
      'A JavaScript regular expression, tried on each line without its line end.',
    ),
    ignore_case: z.boolean().default(false).describe('Let upper and lower case match each other.'),
    invert: z.boolean().default(false).describe('Keep the lines that do not match instead.'),
    count: z
      .boolean()
      .default(false)
      .describe('Say how many lines there are instead of showing them.'),
  },
  traitsWith: ({ count }) =>
    count ? { consolidations: ['merge', 'none'], result: 'result.tsv' } : {},
  async run(task, options) {
    let kept = 0;
    const keep = async (line: Uint8Array) => {
      kept++;
      if (!options.count) await writeLine(task, line);
    };
    const isLiteral = literal.test(options.pattern) && !options.ignoreCase && !options.invert;
    const itemsIn = await (isLiteral ? findLiteral : findMatches)(task, { ...options, keep });
    if (!options.count) return { itemsIn, itemsOut: kept };
    await task.write(Buffer.from(`lines\t${kept}\n`));
    return { itemsIn, itemsOut: 1 };
  },
});

interface Search {
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly invert: boolean;
  readonly keep: (line: Uint8Array) => Promise<void>;
}

/** Tries each line. Answers how many there were. */
async function findMatches(task: TaskContext, search: Search): Promise<number> {
  const input = lineCounter(task);
  const expression = new RegExp(search.pattern, search.ignoreCase ? 'iu' : 'u');
  for (const slice of task.slices) {
    for await (const block of wholeLines(input.read(slice))) {
      for (const line of linesOf(block)) {
        const text = line.toString('utf8', 0, lengthOfText(line));
        if (expression.test(text) !== search.invert) await search.keep(line);
      }
    }
  }
  return input.items;
}

/** Looks for the bytes of a literal, without looking at lines that do not hold it. Answers how many lines there were. */
async function findLiteral(task: TaskContext, search: Search): Promise<number> {
  return withFinder(async (finder) => {
    finder.open(Buffer.from(search.pattern));
    let bytes = 0;
    const keepAll = async (lines: Iterable<Uint8Array>) => {
      for (const line of lines) await search.keep(line);
    };
    const kernel = {
      inputBuffer: () => finder.inputBuffer(),
      endOfFile: async () => keepAll(finder.endOfFile()),
      get lines() {
        return finder.lines;
      },
      get bytes() {
        return bytes;
      },
    };
    const take = async (length: number) => {
      bytes += length;
      await keepAll(finder.feed(length));
    };
    return feedAll(task, { kernel, take });
  });
}

async function writeLine(task: TaskContext, line: Uint8Array): Promise<void> {
  await task.write(line);
  if (line.at(-1) !== newline) await task.write(Uint8Array.of(newline));
}
