import { expect, test } from 'vitest';
import { aligned, oneLine } from '../../../src/cli/columns.ts';

test('text from elsewhere cannot command the terminal or break the line', () => {
  expect(oneLine('a\u001B[31mred\u001B[0m\r\nb\tc\u0007')).toBe('ared b c');
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
