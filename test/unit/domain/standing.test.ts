import { expect, test } from 'vitest';
import { nothingDone } from '../../../src/domain/progress.ts';
import { chosen, planned, progressOf, redriven } from '../../../src/domain/standing.ts';

const plan = { planUri: '/out/.djc/j/plan-a1', tasks: 5, files: 1, bytes: 10 };
const fresh = planned(plan, nothingDone);
const parked = { ...fresh, failed: [3, 1], waiting: [4] };
const revision = { jobFileSha256: 'ab', changes: ['advanced.timeout=1h'] };

test('after planning every task waits', () => {
  expect(fresh).toMatchObject({ waiting: [0, 1, 2, 3, 4], failed: [], firstAttempt: 1 });
});

test('a person chooses among the failed tasks', () => {
  expect(chosen(parked)).toEqual([3, 1]);
  expect(chosen(parked, [1, 2, 4])).toEqual([1]);
});

test('another drive takes them up in the order of the input, with numbers that no attempt had', () => {
  const next = redriven(parked, { again: [1], maxAttempts: 5 });
  expect(next).toMatchObject({ failed: [3], waiting: [1, 4], firstAttempt: 26, revisions: [] });
  const changed = redriven(next, { again: [3], maxAttempts: 1, revision });
  expect(changed).toMatchObject({ waiting: [1, 3, 4], firstAttempt: 47, revisions: [revision] });
});

test('the progress of a job that goes on counts what was cancelled as waiting', () => {
  const tasks = { ...nothingDone.tasks, total: 5, cancelled: 1, succeeded: 2, failed: 2 };
  const progress = { ...nothingDone, tasks, itemsDone: 7 };
  expect(progressOf({ ...parked, progress })).toMatchObject({
    itemsDone: 7,
    tasks: { total: 5, succeeded: 2, failed: 2, waiting: 1, cancelled: 0 },
  });
});
