import { z } from 'zod';
import { fill } from '../../kernels/fill.ts';
import { histogram as histogramKernel } from '../../kernels/histogram.ts';
import { reused } from '../../kernels/reused.ts';
import { sliceCounter } from '../counter.ts';
import { defineOperation } from '../processor.ts';
import { withEntropy } from './histogram/entropy.ts';

const withKernel = reused(histogramKernel);

export const histogram = defineOperation({
  operation: 'histogram',
  summary: 'Counts how often each byte occurs.',
  formats: ['binary', 'files'],
  consolidations: ['merge', 'none'],
  result: 'result.tsv',
  options: {
    entropy: z
      .boolean()
      .default(false)
      .describe('Add a last row with the Shannon entropy of the bytes, in bits for each.'),
  },
  // A part knows nothing of the entropy of all.
  traitsWith: ({ entropy }) => (entropy ? { consolidations: ['merge'], finish: withEntropy } : {}),
  async run(task) {
    const input = sliceCounter(task);
    const rows = await withKernel(async (kernel) => {
      kernel.open();
      for (const slice of task.slices) {
        for await (const block of input.read(slice)) {
          for (const length of fill(kernel, block)) kernel.feed(length);
        }
      }
      return kernel.counts().flatMap((count, byte) => (count > 0 ? [row(byte, count)] : []));
    });
    await task.write(Buffer.from(rows.join('')));
    return { itemsIn: input.items, itemsOut: rows.length };
  },
});

function row(byte: number, count: number): string {
  return `${byte.toString(16).padStart(2, '0')}\t${count}\n`;
}
