import { z } from 'zod';
import { reused } from '../../kernels/reused.ts';
import { wordCounter } from '../../kernels/word-count.ts';
import { defineOperation } from '../processor.ts';
import { feedAll } from './feed.ts';
import { sortedRuns } from './sorted-runs.ts';
import { topOption } from './top.ts';
import { unicodeWords } from './unicode-words.ts';

const withCounter = reused(wordCounter);

export const wordCount = defineOperation({
  operation: 'word_count',
  summary: 'Counts how often each word occurs; a word is a run of bytes without ASCII whitespace.',
  formats: ['text'],
  consolidations: ['merge', 'none'],
  isResumable: true,
  result: 'result.tsv',
  isRanked: true,
  traitsWith: ({ top }) => (top === undefined ? {} : { consolidations: ['merge'], top }),
  options: {
    ignore_case: z
      .boolean()
      .default(false)
      .describe('Count A to Z as a to z; letters beyond ASCII keep their case.'),
    unicode: z
      .boolean()
      .default(false)
      .describe(
        'Count runs of letters and digits of any script; ignore_case then means all letters.',
      ),
    top: topOption,
  },
  async run(task, { ignoreCase, unicode }) {
    return withCounter(async (counter) => {
      counter.open({ ignoreCase: ignoreCase && !unicode });
      const rows = () =>
        unicode ? unicodeWords(counter.drainSorted(), ignoreCase) : counter.drainSorted();
      const runs = sortedRuns(task);
      const take = async (length: number) => {
        for (let fits = counter.feed(length); !fits; fits = counter.resume())
          await runs.spill(rows());
      };
      const itemsIn = await feedAll(task, { kernel: counter, take });
      return { itemsIn, itemsOut: await runs.finish(rows()) };
    });
  },
});
