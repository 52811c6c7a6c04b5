import { expect, test } from 'vitest';
import {
  advance,
  type JobEvent,
  nothingDone,
  type TaskFailure,
} from '../../../src/domain/progress.ts';

const after = (...events: JobEvent[]) => events.reduce(advance, nothingDone);
const planned: JobEvent = { kind: 'planned', tasks: 4, files: 2, bytes: 100 };
const failure: TaskFailure = { task: 1, attempts: 5, type: 'TaskCrashed', message: 'died' };

test('planning makes every task wait', () => {
  expect(after(planned)).toMatchObject({
    state: 'planning',
    files: 2,
    bytes: 100,
    tasks: { total: 4, waiting: 4 },
  });
});

test('a task passes from waiting to running to its end', () => {
  const started: JobEvent = { kind: 'started' };
  const progress = after(
    planned,
    { kind: 'entered', state: 'running' },
    started,
    started,
    started,
    { kind: 'succeeded', attempt: 1, items: 7, bytes: 25 },
    { kind: 'failed', failure },
    { kind: 'cancelled' },
  );
  expect(progress.state).toBe('running');
  expect(progress.tasks).toEqual({
    total: 4,
    waiting: 1,
    running: 0,
    retrying: 0,
    succeeded: 1,
    failed: 1,
    skipped: 0,
    cancelled: 1,
  });
  expect(progress).toMatchObject({ itemsDone: 7, bytesDone: 25, failures: [failure] });
});

test('an abandoned job cancels what still waits', () => {
  expect(after(planned, { kind: 'abandoned' }).tasks).toMatchObject({ waiting: 0, cancelled: 4 });
});

test('only the first ten failures are listed, and all are counted', () => {
  const failures = Array.from({ length: 12 }, (_, task): JobEvent[] => [
    { kind: 'started' },
    { kind: 'failed', failure: { ...failure, task } },
  ]).flat();
  const progress = after({ kind: 'planned', tasks: 12, files: 1, bytes: 1 }, ...failures);
  expect(progress.failures.map(({ task }) => task)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(progress.tasks.failed).toBe(12);
});

test('failed tasks that are run again wait, and are told of no more', () => {
  const progress = after(
    planned,
    { kind: 'started' },
    { kind: 'failed', failure },
    { kind: 'redriven', tasks: [failure.task] },
  );
  expect(progress).toMatchObject({ failures: [], tasks: { failed: 0, waiting: 4 } });
});

test('a job that goes on takes up the progress it had', () => {
  const had = after(planned);
  expect(after({ kind: 'resumed', progress: had })).toEqual(had);
});

test('a job that is closed with what there is skips what still waits', () => {
  expect(after(planned, { kind: 'accepted' }).tasks).toMatchObject({ waiting: 0, skipped: 4 });
});
