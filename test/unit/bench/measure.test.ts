import { expect, test } from 'vitest';
import { type Contestant, times } from '../../bench/case.ts';
import { measure, spreadOf } from '../../bench/measure.ts';

/** One whose runs give these values, the first of them in the warm-up. */
function contestant(name: string, values: readonly number[], log: string[] = []): Contestant {
  const left = [...values];
  return {
    name,
    async run() {
      log.push(name);
      const value = left.shift();
      if (value === undefined) throw new Error(`${name} broke`);
      return { value, within: { half: value / 2 } };
    },
    answer: async () => 'the answer',
  };
}

test('the middle of an even number of values is between the two in the middle', () => {
  expect(spreadOf([4, 1, 10, 2])).toEqual({ median: 3, min: 1, max: 10 });
  expect(spreadOf([5])).toEqual({ median: 5, min: 5, max: 5 });
});

test('all run in turn, the warm-up does not count, and ratios are of the same round', async () => {
  const log: string[] = [];
  const { ours, peers } = await measure(
    {
      ours: contestant('A', [100, 2, 4, 3], log),
      peers: [{ ...contestant('B', [100, 8, 4, 6], log), target: times(2) }],
    },
    3,
  );
  expect(log.join('')).toBe('ABABABAB');
  expect(ours.value).toEqual({ median: 3, min: 2, max: 4 });
  expect(ours.within).toEqual({ half: { median: 1.5, min: 1, max: 2 } });
  expect(peers[0]?.ratio).toEqual({ median: 2, min: 1, max: 4 });
  expect(peers[0]?.met).toBe(true);
});

test('a target just missed is missed', async () => {
  const { peers } = await measure(
    {
      ours: contestant('A', [1, 1]),
      peers: [{ ...contestant('B', [1, 1.99]), target: times(2) }],
    },
    1,
  );
  expect(peers[0]).toMatchObject({ met: false, target: { says: '≥ 2 ×' } });
});

test('one that is missing does not run, and has no ratio', async () => {
  const { peers } = await measure(
    {
      ours: contestant('A', [1, 1]),
      peers: [{ ...contestant('B', []), missing: 'mawk not on the PATH', target: times(2) }],
    },
    1,
  );
  expect(peers[0]).toEqual({ name: 'B', missing: 'mawk not on the PATH', target: times(2) });
});

test('without djc nobody runs', async () => {
  const log: string[] = [];
  const { peers } = await measure(
    {
      ours: { ...contestant('A', [], log), missing: 'not in this djc' },
      peers: [contestant('B', [1, 1], log)],
    },
    1,
  );
  expect(log).toEqual([]);
  expect(peers[0]).toEqual({ name: 'B' });
});

test('one that breaks is left out, and says why', async () => {
  const { ours, peers } = await measure(
    { ours: contestant('A', [1, 1, 1]), peers: [contestant('B', [1])] },
    2,
  );
  expect(ours.value?.median).toBe(1);
  expect(peers[0]).toEqual({ name: 'B', failed: 'B broke' });
});

test('another answer is noticed', async () => {
  const { peers } = await measure(
    {
      ours: contestant('A', [1, 1]),
      peers: [
        contestant('B', [1, 1]),
        { ...contestant('C', [1, 1]), answer: async () => 'something else' },
      ],
    },
    1,
  );
  expect(peers.map(({ agrees }) => agrees)).toEqual([true, false]);
});
