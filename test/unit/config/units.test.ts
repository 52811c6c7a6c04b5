import { describe, expect, test } from 'vitest';
import { duration, parseDuration, parseSize, size } from '../../../src/config/units.ts';

describe('durations', () => {
  test.each([
    ['500ms', 500],
    ['1s', 1_000],
    ['10m', 600_000],
    ['1.5h', 5_400_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1m500ms', 60_500],
    ['0.0015s', 2],
  ])('%s is %i ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(['', '10', 'm', '10 m', '-1s', '1.s', '.5h', '10mm', '1h 30m', '10M', '1e3s', '1s\n'])(
    '%j is no duration',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  test.each([
    [10, ', got 10 — write the unit: 10s, 10m or 10h'],
    ['10', ', got "10" — write the unit: 10s, 10m or 10h'],
    ['ten minutes', ', got "ten minutes"'],
    ['0s', ', got "0s"'],
    [`${'9'.repeat(300)}d`, `, got "${'9'.repeat(60)}…"`],
    [undefined, ', got nothing'],
  ])('%j is refused', (written, end) => {
    expect(duration.safeParse(written).error?.issues.map(({ message }) => message)).toEqual([
      `expected a duration such as 500ms, 30s, 10m or 1h30m${end}`,
    ]);
  });
});

describe('sizes', () => {
  test.each([
    ['64MiB', 67_108_864],
    ['64Mi', 67_108_864],
    ['64mib', 67_108_864],
    ['10MB', 10_000_000],
    ['10M', 10_000_000],
    ['1k', 1_000],
    ['1KiB', 1_024],
    ['1.5 GiB', 1_610_612_736],
    ['2T', 2_000_000_000_000],
    ['512', 512],
    ['512B', 512],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(['', 'MiB', '-1k', '64QB', '64iB', '1e3', '0x10', '1k\n', '1,5k'])(
    '%j is no size',
    (text) => {
      expect(parseSize(text)).toBeUndefined();
    },
  );

  test('a number is bytes', () => {
    expect(size.parse(512)).toBe(512);
  });

  test.each([
    ['64QB', '"64QB"'],
    [0, '0'],
    ['0k', '"0k"'],
    [1.5e300, '1.5e+300'],
    [-1, '-1'],
  ])('%j is refused', (written, shown) => {
    expect(size.safeParse(written).error?.issues.map(({ message }) => message)).toEqual([
      `expected a size such as 64MiB, 10MB or a whole number of bytes, got ${shown}`,
    ]);
  });
});
