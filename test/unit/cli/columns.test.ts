import { expect, test } from 'vitest';
import { aligned, cut, oneLine, widthOf, wrap } from '../../../src/cli/columns.ts';

test('wide characters take two columns, combining ones none', () => {
  expect(widthOf('abc')).toBe(3);
  expect(widthOf('日本')).toBe(4);
  expect(widthOf('e\u0301')).toBe(1);
  expect(widthOf('👩‍👧')).toBe(2);
});

test('text is cut to the columns there are', () => {
  expect(cut('short', 5)).toBe('short');
  expect(cut('longer', 5)).toBe('long…');
  expect(cut('日本語', 5)).toBe('日本…');
});

test('text from elsewhere cannot command the terminal or break the line', () => {
  expect(oneLine('a\u001B[31mred\u001B[0m\r\nb\tc\u0007')).toBe('ared b c');
});

test('lines break between words, and long words stay whole', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('at /a/very/long/path here', 8)).toEqual(['at', '/a/very/long/path', 'here']);
});

test('texts stand in one column, and wrap below themselves on a terminal', () => {
  const rows = [
    { label: 'tasks', text: '8 in all' },
    { label: 'consolidating', text: 'this is a somewhat longer text' },
  ];
  expect(aligned(rows)).toEqual([
    'tasks          8 in all',
    'consolidating  this is a somewhat longer text',
  ]);
  expect(aligned(rows, 36)).toEqual([
    'tasks          8 in all',
    'consolidating  this is a somewhat',
    '               longer text',
  ]);
  const path = { label: 'result', text: '/a folder/with spaces/in its name', whole: true } as const;
  expect(aligned([path], 20)).toEqual(['result     /a folder/with spaces/in its name']);
});
