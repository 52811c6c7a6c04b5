import { z } from 'zod';
import { lineFinder } from '../../kernels/find-lines.ts';
import { reused } from '../../kernels/reused.ts';
import { lineCounter } from '../counter.ts';
import { defineOperation, type TaskContext } from '../processor.ts';
import { newline, wholeLines } from '../../rows/whole-lines.ts';
import { feedAll } from './feed.ts';
import { measured, plainName } from './measured.ts';
import { ignoreCaseOption, lengthOfText, linePattern, linesOf, textOf } from './pattern.ts';

const withFinder = reused(lineFinder);

/** What a kernel can look for: no character that means something in a regular expression, and few enough of them. */
const literal = /^[^\\^$.*+?()[\]{}|/\r\n\uFFFD]{1,1000}$/u;

export const grep = defineOperation({
  operation: 'grep',
  summary: 'Keeps the lines that match a regular expression.',
  formats: ['text', 'jsonl'],
  consolidations: ['concatenate', 'collect', 'none'],
  isResumable: true,
  result: 'result.txt',
  rename: plainName,
  options: {
    pattern: linePattern,
    ignore_case: ignoreCaseOption,
    match: z
      .enum(['line', 'only'])
      .default('line')
      .describe('Keep the whole line, or only what matches, each match on a line of its own.'),
    invert: z.boolean().default(false).describe('Keep the lines that do not match instead.'),
    count: z
      .boolean()
      .default(false)
      .describe('Say how many lines there are instead of showing them.'),
  },
  conflict: ({ match, invert, count }) =>
    match === 'only' && (invert || count)
      ? {
          option: 'match',
          message: `expected line, for there is nothing to show with ${invert ? 'invert' : 'count'}, got "only"`,
        }
      : undefined,
  traitsWith: ({ count }) =>
    count ? { consolidations: ['merge', 'none'], result: 'result.tsv' } : {},
  async run(whole, options) {
    const task = measured(whole);
    let kept = 0;
    const keep = async (line: Uint8Array) => {
      kept++;
      if (!options.count) await writeLine(task, line);
    };
    const { lengths } = task;
    const itemsIn = await searchOf(options)(task, { ...options, keep });
    if (!options.count) return { itemsIn, itemsOut: kept, lengths };
    await whole.write(Buffer.from(`lines\t${kept}\n`));
    return { itemsIn, itemsOut: 1 };
  },
});

interface Options {
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly match: 'line' | 'only';
  readonly invert: boolean;
}

interface Search extends Options {
  readonly keep: (line: Uint8Array) => Promise<void>;
}

function searchOf({ pattern, ignoreCase, match, invert }: Options) {
  const isLiteral = literal.test(pattern) && !ignoreCase && !invert && match === 'line';
  return isLiteral ? findLiteral : findMatches;
}

/** Tries each line. Answers how many there were. */
async function findMatches(task: TaskContext, search: Search): Promise<number> {
  const input = lineCounter(task);
  const keepOf = search.match === 'only' ? keepMatches(search) : keepLine(search);
  for (const slice of task.slices) {
    for await (const block of wholeLines(input.read(slice))) {
      for (const line of linesOf(block)) await keepOf(line);
    }
  }
  return input.items;
}

function keepLine({ pattern, ignoreCase, invert, keep }: Search) {
  const expression = new RegExp(pattern, ignoreCase ? 'iu' : 'u');
  return async (line: Buffer) => {
    const text = line.toString('utf8', 0, lengthOfText(line));
    if (expression.test(text) !== invert) await keep(line);
  };
}

/** Matches of nothing are left out, as by `grep -o`. */
function keepMatches({ pattern, ignoreCase, keep }: Search) {
  const expression = new RegExp(pattern, ignoreCase ? 'giu' : 'gu');
  return async (line: Buffer) => {
    const { text, encoding } = textOf(line);
    for (const [found] of text.matchAll(expression)) {
      if (found !== '') await keep(Buffer.from(found, encoding));
    }
  };
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
