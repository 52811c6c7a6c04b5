import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { coloursFor } from '../../../src/cli/colours.ts';

import {
  progressLines,
  progressSentence,
  rateOf,
  type Sample,
  sampled,
} from '../../../src/cli/progress.ts';
import { noon, running, secondsAfterNoon, succeeded } from './stand-in.ts';

const MiB = 1024 ** 2;
const colours = coloursFor(false, {});
const view = { status: running, rate: 2 * MiB, now: noon, columns: 80, colours };

test('a running job on a terminal', () => {
  expect(progressLines(view)).toEqual([
    'running word-count-x7k2q',
    '██████████░░░░░░░░░░  50%  4 of 8 tasks  12 Mi of 24 Mi  2 Mi/s  6 s left',
    'task 3 failed 2 times, next try in 4 s: the disk is full',
  ]);
});

test('a task whose worker was lost has not failed', () => {
  const status = { ...running, troubles: [{ task: 1, attempts: 0, message: 'it died' }] };
  expect(progressLines({ ...view, status }).at(-1)).toBe('task 1 lost its worker: it died');
});

test('no line is longer than the terminal is wide', () => {
  const status = {
    ...running,
    job: `${'long-'.repeat(20)}x7k2q`,
    waitingFor: 'a worker of pool default for text_processor tasks',
    troubles: [1, 2, 3, 4].map((task) => ({ task, attempts: 1, message: 'ü'.repeat(200) })),
  };
  for (let columns = 12; columns <= 200; columns += 1)
    for (const line of progressLines({ ...view, status, columns }))
      expect(stringWidth(line), `${columns}: ${line}`).toBeLessThanOrEqual(columns);
});

test('a narrow terminal gets the most telling facts', () => {
  expect(progressLines({ ...view, columns: 40 })[1]).toBe('█████░░░░░  50%  4 of 8 tasks');
});

test('while there is no plan there is no bar', () => {
  const tasks = { ...running.tasks, total: 0 };
  const status = { ...running, state: 'planning', tasks, bytes: 0, troubles: [] } as const;
  expect(progressLines({ ...view, status })).toEqual(['planning word-count-x7k2q']);
});

test('the bar is full when all is done, also for empty input', () => {
  const status = { ...succeeded, bytes: 0, bytesDone: 0 };
  expect(progressLines({ ...view, status, rate: undefined })[1]).toMatch(/^█+ 100% {2}8 of 8/);
});

test('what a job waits for is said', () => {
  const status = { ...running, waitingFor: 'a worker of pool gpu for command tasks' };
  expect(progressLines({ ...view, status }).at(-1)).toBe(
    'waiting for a worker of pool gpu for command tasks',
  );
  expect(progressSentence({ status, rate: undefined })).toBe(
    'word-count-x7k2q: running, 4 of 8 tasks, 12 Mi of 24 Mi, 1 retrying, waiting for a worker of pool gpu for command tasks',
  );
});

test('the rate is that of the last ten seconds', () => {
  const second = (at: number, bytes: number): Sample => ({ at: at * 1000, bytes });
  const samples = [second(0, 0), second(20, 100), second(25, 200), second(30, 300)].reduce<
    readonly Sample[]
  >(sampled, []);
  expect(samples).toHaveLength(3);
  expect(rateOf(samples)).toBe(20);
  expect(rateOf([second(0, 0)])).toBeUndefined();
  expect(rateOf([second(0, 50), second(1, 50)])).toBeUndefined();
});

test('a next try whose time has come is not in the future', () => {
  const troubles = [{ task: 1, attempts: 1, message: 'no', nextTryAt: secondsAfterNoon(-1) }];
  const status = { ...running, troubles };
  expect(progressLines({ ...view, status }).at(-1)).toBe('task 1 failed once, trying again: no');
});
