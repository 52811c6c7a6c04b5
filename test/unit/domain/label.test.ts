import { expect, test } from 'vitest';
import { binarySize, labelOf } from '../../../src/domain/label.ts';
import type { Slice } from '../../../src/domain/plan.ts';

const MiB = 1024 ** 2;
const range = (start: number, end: number): Slice => ({
  uri: '/d/logs/a.log',
  start,
  end,
  size: 100 * MiB,
  fingerprint: 'f',
});
const file = (uri: string): Slice => ({ uri, start: 0, end: 1, size: 1, fingerprint: 'f' });

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
    slices: [range(0, 64 * MiB)],
    label: 'logs/a.log bytes 0–64 Mi',
  },
  { what: 'a whole file', slices: [range(0, 100 * MiB)], label: 'logs/a.log' },
  {
    what: 'a pack of two',
    slices: [file('/d/x'), file('/d/y')],
    label: 'd/x and 1 more file',
  },
  {
    what: 'a pack of three',
    slices: [file('/d/x'), file('/d/y'), file('/d/z')],
    label: 'd/x and 2 more files',
  },
  { what: 'nothing', slices: [], label: 'no input' },
])('the label of $what', ({ slices, label }) => {
  expect(labelOf(slices)).toBe(label);
});
