import { expect, test } from 'vitest';
import { isOver } from '../../../src/domain/tolerance.ts';

test.each([
  { tolerance: undefined, failed: 0, isTooMany: false },
  { tolerance: undefined, failed: 1, isTooMany: true },
  { tolerance: { tasks: 2 }, failed: 2, isTooMany: false },
  { tolerance: { tasks: 2 }, failed: 3, isTooMany: true },
  { tolerance: { percent: 5 }, failed: 5, isTooMany: false },
  { tolerance: { percent: 5 }, failed: 6, isTooMany: true },
  { tolerance: { percent: 100 }, failed: 100, isTooMany: false },
])('$failed of 100 tasks over $tolerance: $isTooMany', ({ tolerance, failed, isTooMany }) => {
  expect(isOver(tolerance, { failed, total: 100 })).toBe(isTooMany);
});
