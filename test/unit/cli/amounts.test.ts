import { expect, test } from 'vitest';
import { duration, moment, size } from '../../../src/cli/amounts.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

test.each([
  [0, '0 s'],
  [-5, '0 s'],
  [40, '0 s'],
  [1_900, '1.9 s'],
  [9_940, '9.9 s'],
  [9_960, '10 s'],
  [59_600, '1 min'],
  [2 * minute + 5 * second, '2 min 5 s'],
  [3 * hour + 12 * minute + 59 * second, '3 h 12 min'],
  [24 * hour, '1 d'],
  [50 * hour, '2 d 2 h'],
])('%i ms read as %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test('a time of today needs no date', () => {
  const then = new Date(2026, 0, 2, 8, 5, 9);
  expect(moment(then.toISOString(), new Date(2026, 0, 2, 23).getTime())).toBe('08:05:09');
  expect(moment(then.toISOString(), new Date(2026, 0, 3, 0).getTime())).toBe('2026-01-02 08:05:09');
});

test.each([
  [0, '0'],
  [1, '1 byte'],
  [42, '42 bytes'],
  [341.3, '341 bytes'],
  [1024, '1 Ki'],
  [62_464, '61 Ki'],
])('%i bytes read as %s', (bytes, words) => {
  expect(size(bytes)).toBe(words);
});
