import type { Looks } from '../../src/partitioners/partitioner.ts';
import { scanQuotes } from '../../src/partitioners/quote-scan.ts';
import type { Storages } from '../../src/storage/index.ts';

/** Looks at files in this process. */
export function looksInto(storages: Storages): Looks {
  return {
    storages,
    scanQuotes: async (range) => scanQuotes(range, storages(range.uri)),
    scansAtOnce: 3,
  };
}
