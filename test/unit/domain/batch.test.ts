import { expect, test } from 'vitest';
import { batchSize } from '../../../src/domain/batch.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

test.each([
  { what: 'plenty of input is cut into 64 MiB', totalBytes: 50 * GiB, slots: 8, bytes: 64 * MiB },
  {
    what: 'little input is shared by four tasks a slot',
    totalBytes: 80 * MiB,
    slots: 2,
    bytes: 10 * MiB,
  },
  { what: 'very little input is not cut below 1 MiB', totalBytes: 3 * MiB, slots: 8, bytes: MiB },
  { what: 'no input at all', totalBytes: 0, slots: 8, bytes: MiB },
  {
    what: 'a lot of input makes larger tasks, not too many',
    totalBytes: 1_000 * GiB,
    slots: 8,
    bytes: GiB,
  },
])('$what', ({ totalBytes, slots, bytes }) => {
  const answer = batchSize({ requested: {}, files: 1, isWholeFiles: false, totalBytes, slots });
  expect(answer).toEqual({ bytes, items: 1_000 });
});

test.each([
  { what: 'few whole files are shared by four tasks a slot', files: 80, slots: 2, items: 10 },
  { what: 'fewer files than that are tasks of their own', files: 7, slots: 2, items: 1 },
  { what: 'no files at all', files: 0, slots: 2, items: 1 },
  { what: 'many files make packs of a thousand', files: 500_000, slots: 2, items: 1_000 },
  { what: 'a great many make larger packs, not too many', files: 5e6, slots: 200, items: 5_000 },
])('$what', ({ files, slots, items }) => {
  const answer = batchSize({ requested: {}, files, isWholeFiles: true, totalBytes: 0, slots });
  expect(answer).toEqual({ bytes: MiB, items });
});

test('what the job file asks for is obeyed', () => {
  const rest = { files: 3, isWholeFiles: true, totalBytes: GiB, slots: 2 };
  expect(batchSize({ requested: { bytes: 5 }, ...rest })).toEqual({ bytes: 5, items: 1_000 });
  expect(batchSize({ requested: { items: 9 }, ...rest })).toMatchObject({ items: 9 });
});
