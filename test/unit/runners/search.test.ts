import { array, assert, asyncProperty, boolean, infiniteStream, integer, pre } from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../../../src/domain/selection.ts';
import { findBadRecords } from '../../../src/runners/search.ts';

/** Records of one byte each: those at the offsets in `bad` cannot be processed. */
function searchOver(bad: ReadonlySet<number>, most = 1_000) {
  let attempts = 0;
  return {
    attempts: () => attempts,
    most,
    async attempt(spans: readonly Span[]) {
      attempts += 1;
      const found = spans.flatMap(({ slice, start, end }) =>
        [...bad].filter((at) => at >= slice * 1_000 + start && at < slice * 1_000 + end),
      );
      if (found.length === 0) return undefined;
      return { type: 'InputInvalid' as const, message: `bad: ${found.join(' ')}` };
    },
    async split(span: Span) {
      const middle = Math.floor((span.start + span.end) / 2);
      if (middle === span.start) return undefined;
      return [
        { ...span, end: middle },
        { ...span, start: middle },
      ] as const;
    },
  };
}

test('finds each bad record, in order, each with what is said of it alone', async () => {
  await assert(
    asyncProperty(
      array(integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 }),
      infiniteStream(boolean()),
      async (sizes, coins) => {
        const spans = sizes.map((end, slice) => ({ slice, start: 0, end }));
        const all = spans.flatMap(({ slice, end }) =>
          Array.from({ length: end }, (_, at) => slice * 1_000 + at),
        );
        const bad = all.filter(() => coins.next().value && coins.next().value);
        pre(bad.length > 0);
        const found = await findBadRecords(searchOver(new Set(bad)), spans);
        expect(found).toEqual(
          bad.map((at) => ({
            slice: Math.floor(at / 1_000),
            start: at % 1_000,
            end: (at % 1_000) + 1,
            reason: `bad: ${at}`,
          })),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test('tries at most twice as often as it halves, for one bad record among many', async () => {
  const search = searchOver(new Set([777]));
  await findBadRecords(search, [{ slice: 0, start: 0, end: 1_000 }]);
  expect(search.attempts()).toBeLessThanOrEqual(20);
});

test('gives up as soon as there are too many', async () => {
  const search = searchOver(new Set([1, 2, 3]), 2);
  await expect(findBadRecords(search, [{ slice: 0, start: 0, end: 10 }])).rejects.toMatchObject({
    type: 'InputInvalid',
    message: expect.stringContaining('lets a task take out 2 and no more'),
  });
});

test('finds none where no record alone is to blame', async () => {
  const search = {
    ...searchOver(new Set()),
    attempt: async (spans: readonly Span[]) =>
      spans.some(({ start, end }) => end - start > 1)
        ? { type: 'CommandFailed' as const, message: 'too many at once' }
        : undefined,
  };
  expect(await findBadRecords(search, [{ slice: 0, start: 0, end: 10 }])).toEqual([]);
});
