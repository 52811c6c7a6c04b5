import { expect, test } from 'vitest';
import { firstTimes } from '../../../src/activities/first-times.ts';

test('knows every name it was asked for, and no other, as a set does', () => {
  const isNew = firstTimes();
  const known = new Set<string>();
  for (let round = 0; round < 20_000; round += 1) {
    const name = `/data/part ${(round * 7_919) % 6_007}/file\n${round % 11}`;
    expect(isNew(name)).toBe(!known.has(name));
    known.add(name);
  }
  expect(known.size).toBeGreaterThan(6_000);
});

test('takes less than a hundred bytes a name', () => {
  const before = process.memoryUsage().arrayBuffers;
  const isNew = firstTimes();
  const names = 200_000;
  for (let at = 0; at < names; at += 1) isNew(`/data/${at}`);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * names);
});
