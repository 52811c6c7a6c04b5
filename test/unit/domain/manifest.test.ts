import { expect, test } from 'vitest';
import { type Account, contradictionsIn } from '../../../src/domain/manifest.ts';

const slice = (uri: string, start: number, end: number) => ({
  uri,
  size: uri === '/empty' ? 0 : 10,
  fingerprint: 'f',
  start,
  end,
});

const totals = { tasks: 3, files: 2, bytes: 10, itemsIn: 7 };
const account: Account = {
  totals,
  parts: [
    { task: 0, itemsIn: 3, slices: [slice('/a', 0, 6)] },
    { task: 2, itemsIn: 4, slices: [slice('/empty', 0, 0)] },
  ],
  missing: [{ task: 1, slices: [slice('/a', 6, 10)] }],
};

test('what adds up has no contradictions, with empty files and missing parts', () => {
  expect(contradictionsIn(account)).toEqual([]);
});

test.each([
  {
    what: 'a gap',
    changes: { missing: [{ task: 1, slices: [slice('/a', 7, 10)] }] },
    says: 'bytes 6–7 of "/a" were not processed',
  },
  {
    what: 'a tail that is left out',
    changes: { missing: [{ task: 1, slices: [slice('/a', 6, 9)] }] },
    says: 'bytes 9–10 of "/a" were not processed',
  },
  {
    what: 'an overlap',
    changes: { missing: [{ task: 1, slices: [slice('/a', 5, 10)] }] },
    says: 'bytes 5–6 of "/a" were processed twice',
  },
  {
    what: 'an empty file read twice',
    changes: {
      missing: [{ task: 1, slices: [slice('/a', 6, 10), slice('/empty', 0, 0)] }],
    },
    says: 'bytes 0–0 of "/empty" were processed twice',
  },
  {
    what: 'two fingerprints',
    changes: { missing: [{ task: 1, slices: [{ ...slice('/a', 6, 10), fingerprint: 'g' }] }] },
    says: '"/a" was read as f and as g',
  },
  {
    what: 'a task twice',
    changes: { missing: [{ task: 0, slices: [slice('/a', 6, 10)] }] },
    says: 'task 0 is in the manifest twice',
  },
  {
    what: 'a lost part',
    changes: { totals: { ...totals, tasks: 4 } },
    says: 'expected 4 tasks in all, got 3',
  },
  {
    what: 'a lost file',
    changes: { totals: { ...totals, files: 3 } },
    says: 'expected 3 input files in all, got 2',
  },
  {
    what: 'lost bytes',
    changes: { totals: { ...totals, bytes: 11 } },
    says: 'expected 11 input bytes in all, got 10',
  },
  {
    what: 'lost items',
    changes: { totals: { ...totals, itemsIn: 8 } },
    says: 'expected 8 items in all, got 7',
  },
])('$what is told', ({ changes, says }) => {
  expect(contradictionsIn({ ...account, ...changes })).toEqual([says]);
});
