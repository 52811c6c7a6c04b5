import { expect, test } from 'vitest';
import { formatTasks, parseTasks } from '../../../src/domain/task-ranges.ts';

test.each([
  { tasks: [], text: '' },
  { tasks: [3], text: '3' },
  { tasks: [0, 1, 2], text: '0-2' },
  { tasks: [3, 7, 8, 9, 11], text: '3,7-9,11' },
])('tasks $tasks are $text', ({ tasks, text }) => {
  expect(formatTasks(tasks)).toBe(text);
  expect(parseTasks(text)).toEqual(tasks);
});

test('numbers in any order, and twice, are understood', () => {
  expect(formatTasks([9, 3, 8, 7])).toBe('3,7-9');
  expect(parseTasks('9, 3,7-8,8')).toEqual([3, 7, 8, 9]);
});

test.each(['a', '3-', '-3', '9-7', '1,,2', '1.5', '12345678'])('%s is no list of tasks', (text) => {
  expect(parseTasks(text)).toBeUndefined();
});
