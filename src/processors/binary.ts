import { checksum } from './binary/checksum.ts';
import { histogram } from './binary/histogram.ts';
import { processorWithOperations } from './operations.ts';

export const binaryProcessor = processorWithOperations({
  type: 'binary_processor',
  summary: 'Checks and counts bytes, whatever they mean.',
  operations: [checksum, histogram],
});
