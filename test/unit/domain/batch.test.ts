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
  expect(batchSize({ requested: {}, totalBytes, slots })).toEqual({ bytes });
});

test('what the job file asks for is obeyed', () => {
  const rest = { totalBytes: GiB, slots: 2 };
  expect(batchSize({ requested: { bytes: 5 }, ...rest })).toEqual({ bytes: 5 });
  expect(batchSize({ requested: { items: 9 }, ...rest })).toMatchObject({ items: 9 });
});
