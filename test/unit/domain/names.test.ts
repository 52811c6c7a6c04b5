import { expect, test } from 'vitest';
import { inputFormats } from '../../../src/domain/plan.ts';
import { isFailureType } from '../../../src/domain/failure.ts';
import { isEnd, jobStates } from '../../../src/domain/job-state.ts';
import { partName } from '../../../src/domain/part.ts';
import {
  controlQueue,
  taskActivityId,
  taskOfActivityId,
  taskQueue,
} from '../../../src/domain/queues.ts';
import { claimFile, workFolder } from '../../../src/domain/work-folder.ts';

test('a part is named by its task and its attempt, and names sort in task order', () => {
  expect(partName({ task: 12, attempt: 3 })).toBe('000012-a3');
  const names = [9, 10, 99_999, 100_000].map((task) => partName({ task, attempt: 1 }));
  expect(names.toSorted()).toEqual(names);
});

test('everything a job keeps lies below its own folder', () => {
  const folder = workFolder({ output: '/out', job: 'j' });
  expect(folder).toMatchObject({
    root: '/out/.djc/j',
    parts: '/out/.djc/j/parts',
    logs: '/out/.djc/j/logs',
  });
  expect(folder.part({ task: 0, attempt: 2 })).toBe('/out/.djc/j/parts/000000-a2');
  expect(folder.receipt({ task: 0, attempt: 2 })).toBe('/out/.djc/j/parts/000000-a2.json');
  expect(folder.plan(1)).toBe('/out/.djc/j/plan-a1');
  expect(folder.result(1)).toBe('/out/.djc/j/result-a1');
  expect(folder.log('plan-a1')).toBe('/out/.djc/j/logs/plan-a1.jsonl');
  expect(claimFile('/out')).toBe('/out/.djc/claim');
});

test('queues are named by pool and processor', () => {
  expect(taskQueue({ pool: 'big', type: 'command' })).toBe('djc-big-command');
  expect(taskQueue({ pool: 'big', type: 'command' })).not.toBe(controlQueue);
});

test('a task is found again by its activity id', () => {
  expect(taskOfActivityId(taskActivityId(17))).toBe(17);
  expect(taskOfActivityId('5')).toBeUndefined();
});

test('only three states are ends', () => {
  expect(jobStates.filter(isEnd)).toEqual(['succeeded', 'failed', 'cancelled']);
});

test.each([
  { type: 'InputChanged', known: true },
  { type: 'toString', known: false },
  { type: undefined, known: false },
])('$type is a failure type: $known', ({ type, known }) => {
  expect(isFailureType(type)).toBe(known);
});

test('the input formats are the words of the job file', () => {
  expect(inputFormats).toEqual(['text', 'csv', 'jsonl', 'binary', 'parquet', 'files']);
});
