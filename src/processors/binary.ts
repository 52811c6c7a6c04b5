import { checksum } from './binary/checksum.ts';
import { compress } from './binary/compress.ts';
import { decompress } from './binary/decompress.ts';
import { find } from './binary/find.ts';
import { histogram } from './binary/histogram.ts';
import { processorWithOperations } from './operations.ts';

export const binaryProcessor = processorWithOperations({
  type: 'binary_processor',
  summary: 'Checks, counts, searches and compresses bytes, whatever they mean.',
  operations: [checksum, histogram, find, compress, decompress],
});
