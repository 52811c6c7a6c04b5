import { sliceCounter } from '../counter.ts';
import { defineOperation } from '../processor.ts';

export const histogram = defineOperation({
  operation: 'histogram',
  summary: 'Counts how often each byte occurs.',
  formats: ['binary', 'files'],
  consolidations: ['merge', 'none'],
  result: 'result.tsv',
  options: {},
  async run(task) {
    const input = sliceCounter(task);
    const counts = new Float64Array(256);
    for (const slice of task.slices) {
      for await (const block of input.read(slice)) countBytes(block, counts);
    }
    const rows = [...counts].flatMap((count, byte) => (count > 0 ? [row(byte, count)] : []));
    await task.write(Buffer.from(rows.join('')));
    return { itemsIn: input.items, itemsOut: rows.length };
  },
});

function countBytes(block: Uint8Array, counts: Float64Array): void {
  for (let at = 0; at < block.length; at++) {
    const byte = block[at] ?? 0;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
}

function row(byte: number, count: number): string {
  return `${byte.toString(16).padStart(2, '0')}\t${count}\n`;
}
