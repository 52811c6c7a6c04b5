import { lineCounter } from '../../kernels/line-count.ts';
import { reused } from '../../kernels/reused.ts';
import { defineOperation } from '../processor.ts';
import { feedAll } from './feed.ts';

const withCounter = reused(lineCounter);

export const lineCount = defineOperation({
  operation: 'line_count',
  summary: 'Counts bytes, lines (newlines) and words, as wc does.',
  formats: ['text'],
  consolidations: ['merge', 'none'],
  isResumable: true,
  result: 'result.tsv',
  options: {},
  async run(task) {
    return withCounter(async (counter) => {
      counter.open();
      const take = (length: number) => counter.feed(length);
      const itemsIn = await feedAll(task, { kernel: counter, take });
      const { bytes, lines, words } = counter;
      await task.write(Buffer.from(`bytes\t${bytes}\nlines\t${lines}\nwords\t${words}\n`));
      return { itemsIn, itemsOut: 3 };
    });
  },
});
