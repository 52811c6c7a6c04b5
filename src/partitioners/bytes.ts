import { cut, fixedSlices } from './cut.ts';
import type { Partitioner } from './partitioner.ts';

export const bytes: Partitioner = {
  format: 'binary',
  summary: 'Blocks of exactly the batch size, the last one shorter; small files packed together.',
  cut: (inputs, batch) => cut(inputs, batch, fixedSlices),
  read: ({ uri, start, end }, storage) => storage.read(uri, { start, end }),
};
