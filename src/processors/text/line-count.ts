import { defineOperation } from '../processor.ts';
import { isSpace } from './blocks.ts';
import { lineCounter } from '../counter.ts';

export const lineCount = defineOperation({
  operation: 'line_count',
  summary: 'Counts bytes, lines (newlines) and words, as wc does.',
  formats: ['text'],
  consolidations: ['merge', 'none'],
  result: 'result.tsv',
  options: {},
  async run(task) {
    const input = lineCounter(task);
    let words = 0;
    for (const slice of task.slices) {
      let before = 1;
      for await (const block of input.read(slice)) {
        words += wordsStarting(block, before);
        before = isSpace[block.at(-1) ?? 0] ?? before;
      }
    }
    const rows = `bytes\t${input.bytes}\nlines\t${input.newlines}\nwords\t${words}\n`;
    await task.write(Buffer.from(rows));
    return { itemsIn: input.items, itemsOut: 3 };
  },
});

/** How many words start in a block; `before` is 1 where whitespace, or nothing, comes before it. */
function wordsStarting(block: Uint8Array, before: number): number {
  let count = 0;
  let previous = before;
  for (let at = 0; at < block.length; at++) {
    const current = isSpace[block[at] ?? 0] ?? 0;
    count += previous & ~current;
    previous = current;
  }
  return count;
}
