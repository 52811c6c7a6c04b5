import { expect, test } from 'vitest';
import { bytes } from '../../../src/partitioners/bytes.ts';
import { describePartitioner, groupsOf } from '../../contracts/partitioner.ts';

describePartitioner(bytes);

test('cuts at multiples of the batch size, so that records of a fixed length stay whole', async () => {
  const inputs = [{ uri: '/a', size: 2100, fingerprint: '' }];
  const groups = await groupsOf(bytes, inputs, { bytes: 1000 });
  expect(groups.flat().map(({ start, end }) => [start, end])).toEqual([
    [0, 1000],
    [1000, 2000],
    [2000, 2100],
  ]);
});
