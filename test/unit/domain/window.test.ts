import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { startsNow } from '../../../src/domain/window.ts';

test.each([
  {
    what: 'an empty narrow window is filled',
    window: { width: 8, inFlight: 0, left: 20 },
    starts: 8,
  },
  {
    what: 'a narrow window is refilled one by one',
    window: { width: 8, inFlight: 7, left: 20 },
    starts: 1,
  },
  {
    what: 'a wide window waits for a quarter',
    window: { width: 200, inFlight: 151, left: 500 },
    starts: 0,
  },
  {
    what: 'a wide window is refilled by a quarter',
    window: { width: 200, inFlight: 150, left: 500 },
    starts: 50,
  },
  {
    what: 'a wide window starts the last tasks at once',
    window: { width: 200, inFlight: 190, left: 3 },
    starts: 3,
  },
  {
    what: 'at most 100 start at once',
    window: { width: 2_000, inFlight: 0, left: 5_000 },
    starts: 100,
  },
  { what: 'nothing is left', window: { width: 8, inFlight: 0, left: 0 }, starts: 0 },
  { what: 'the window was made narrower', window: { width: 4, inFlight: 9, left: 5 }, starts: 0 },
])('$what', ({ window, starts }) => {
  expect(startsNow(window)).toBe(starts);
});

test('every window drains: some task runs or starts as long as any is left', () => {
  assert(
    property(integer({ min: 1, max: 2_000 }), integer({ min: 0, max: 3_000 }), (width, tasks) => {
      let inFlight = 0;
      let left = tasks;
      while (left > 0 || inFlight > 0) {
        const starts = startsNow({ width, inFlight, left });
        inFlight += starts;
        left -= starts;
        expect(inFlight).toBeLessThanOrEqual(width);
        expect(inFlight).toBeGreaterThan(0);
        inFlight -= 1;
      }
    }),
    { numRuns: 30 },
  );
});
