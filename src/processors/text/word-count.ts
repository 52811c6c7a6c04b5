import { z } from 'zod';
import { defineOperation } from '../processor.ts';
import { wholeWords } from './blocks.ts';
import { lineCounter } from '../counter.ts';
import { type WordCount, WordTable } from './word-table.ts';

const rowsAtOnce = 4096;

export const wordCount = defineOperation({
  operation: 'word_count',
  summary: 'Counts how often each word occurs; a word is a run of bytes without ASCII whitespace.',
  formats: ['text'],
  consolidations: ['merge', 'none'],
  result: 'result.tsv',
  options: {
    ignore_case: z
      .boolean()
      .default(false)
      .describe('Count A to Z as a to z; letters beyond ASCII keep their case.'),
  },
  async run(task, { ignoreCase }) {
    const input = lineCounter(task);
    const table = new WordTable();
    for (const slice of task.slices) {
      for await (const block of wholeWords(input.read(slice))) {
        table.add(ignoreCase ? lowerCase(block) : block);
      }
    }
    const words = table.sorted();
    for (let at = 0; at < words.length; at += rowsAtOnce) {
      await task.write(rowsOf(words.slice(at, at + rowsAtOnce)));
    }
    return { itemsIn: input.items, itemsOut: words.length };
  },
});

function lowerCase(block: Uint8Array): Uint8Array {
  return block.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
}

function rowsOf(words: readonly WordCount[]): Uint8Array {
  return Buffer.from(words.map(([word, count]) => `${word}\t${count}\n`).join(''), 'latin1');
}
