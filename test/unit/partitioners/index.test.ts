import { expect, test } from 'vitest';
import { inputFormats } from '../../../src/domain/plan.ts';
import { partitionerOf } from '../../../src/partitioners/index.ts';

test.each(inputFormats)('the format %s has its partitioner', (format) => {
  expect(partitionerOf(format).format).toBe(format);
});
