import { cut, whole } from './cut.ts';
import type { Partitioner } from './partitioner.ts';

export const files: Partitioner = {
  format: 'files',
  summary: 'Whole files, small ones packed together; a file is never cut.',
  cut: (inputs, batch) => cut(inputs, batch, (input) => [whole(input)]),
  read: ({ uri, start, end }, storage) => storage.read(uri, { start, end }),
};
