import { z } from 'zod';
import { sliceCounter } from '../counter.ts';
import { defineOperation } from '../processor.ts';
import { codecs, methods, writeThrough } from './codec.ts';

export const compress = defineOperation({
  operation: 'compress',
  summary: 'Compresses each file.',
  formats: ['files'],
  consolidations: ['collect', 'concatenate', 'none'],
  result: 'result.gz',
  options: {
    method: z.enum(methods).default('gzip').describe('How; zstd needs workers on Node 22.15.'),
    level: z.int().min(1).max(9).default(6).describe('From fast to small.'),
  },
  traitsWith: ({ method }) => {
    const { suffix } = codecs[method];
    return { result: `result${suffix}`, rename: (name) => `${name}${suffix}` };
  },
  async run(task, { method, level }) {
    const input = sliceCounter(task);
    const lengths: number[] = [];
    for (const slice of task.slices) {
      const compressor = codecs[method].compressor(level);
      lengths.push(await writeThrough(compressor, input.read(slice), task));
    }
    return { itemsIn: input.items, itemsOut: input.items, lengths };
  },
});
