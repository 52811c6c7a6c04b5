import { expect, test } from 'vitest';
import { binarySize, labelOf } from '../../../src/domain/label.ts';
import type { Slice } from '../../../src/domain/plan.ts';

const MiB = 1024 ** 2;
const slice = (uri: string, start: number, end: number, size = 100 * MiB): Slice => ({
  uri,
  start,
  end,
  size,
  fingerprint: 'f',
});

test.each([
  { bytes: 0, text: '0' },
  { bytes: 1_023, text: '1023' },
  { bytes: 1_024, text: '1 Ki' },
  { bytes: 1_536, text: '1.5 Ki' },
  { bytes: 64 * MiB, text: '64 Mi' },
  { bytes: 5_000 * 1024 ** 4, text: '5000 Ti' },
])('$bytes bytes read as $text', ({ bytes, text }) => {
  expect(binarySize(bytes)).toBe(text);
});

test.each([
  {
    what: 'a range',
    slices: [slice('/d/logs/a.log', 0, 64 * MiB)],
    label: 'logs/a.log bytes 0–64 Mi',
  },
  { what: 'a whole file', slices: [slice('/d/logs/a.log', 0, 100 * MiB)], label: 'logs/a.log' },
  {
    what: 'a pack of two',
    slices: [slice('/d/x', 0, 1, 1), slice('/d/y', 0, 1, 1)],
    label: 'd/x and 1 more file',
  },
  {
    what: 'a pack of three',
    slices: [slice('/d/x', 0, 1, 1), slice('/d/y', 0, 1, 1), slice('/d/z', 0, 1, 1)],
    label: 'd/x and 2 more files',
  },
  { what: 'nothing', slices: [], label: 'no input' },
])('the label of $what', ({ slices, label }) => {
  expect(labelOf(slices)).toBe(label);
});
