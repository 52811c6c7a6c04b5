import { expect, test } from 'vitest';
import { files } from '../../../src/partitioners/files.ts';
import { describePartitioner, groupsOf } from '../../contracts/partitioner.ts';

describePartitioner(files);

test('never cuts a file, and packs by bytes or number, whichever is reached first', async () => {
  const inputs = [4, 4, 4, 25, 1, 1, 1, 1].map((size, index) => ({
    uri: `/${index}`,
    size,
    fingerprint: '',
  }));
  const groups = await groupsOf(files, inputs, { bytes: 10, items: 3 });
  expect(groups.map((group) => group.map(({ end }) => end))).toEqual([
    [4, 4],
    [4],
    [25],
    [1, 1, 1],
    [1],
  ]);
});
