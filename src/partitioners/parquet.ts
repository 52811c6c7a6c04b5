import { cut, evenSlices } from './cut.ts';
import type { Partitioner } from './partitioner.ts';

/**
 * A row group belongs to the slice that holds its first byte, so a file is cut anywhere, without a look at it. Whoever
 * reads it finds its groups in the footer; what `read` gives are the slice's bytes as they are.
 */
export const parquet: Partitioner = {
  format: 'parquet',
  summary: 'Row groups of Parquet: big files cut between them, small ones packed together.',
  cut: (inputs, batch) => cut(inputs, batch, evenSlices),
  read: ({ uri, start, end }, storage) => storage.read(uri, { start, end }),
};
