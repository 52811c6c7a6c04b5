import { expect, test } from 'vitest';
import { chainOf, type Leg, legLength } from '../../../src/domain/checkpoint.ts';

const leg = (attempt: number, from: number, to: number): Leg => ({
  attempt,
  number: 0,
  from: { slice: 0, offset: from },
  to: { slice: 0, offset: to },
  itemsIn: 0,
  itemsOut: 0,
  bytesIn: 0,
  bytes: 0,
  sha256: '',
});

test('a chain ends at the first gap', () => {
  const legs = [leg(1, 30, 40), leg(1, 10, 20), leg(1, 0, 10)];
  expect(chainOf(legs, { slice: 0, offset: 0 }).map(({ to }) => to.offset)).toEqual([10, 20]);
  expect(chainOf(legs, { slice: 1, offset: 0 })).toEqual([]);
});

test('of two legs from one place the later one counts, and one of nothing ends the chain', () => {
  const legs = [leg(1, 0, 10), leg(1, 10, 20), leg(2, 10, 25), leg(2, 25, 25)];
  expect(chainOf(legs, { slice: 0, offset: 0 }).map((it) => it.to.offset)).toEqual([10, 25]);
});

test('a leg is as long as it is worth', () => {
  expect(legLength({ least: 10_000, worked: 0, cost: 0 })).toBe(10_000);
  expect(legLength({ least: 10_000, worked: 60_000, cost: 900 })).toBe(18_000);
  expect(legLength({ least: 10_000, worked: 3_600_000, cost: 900 })).toBe(180_000);
});
