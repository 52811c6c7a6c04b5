import { expect, test } from 'vitest';
import type { LogLine, LogOptions } from '../../../../src/orchestrator/orchestrator.ts';
import { secondsAfterNoon, standIn } from '../stand-in.ts';

const lines: readonly LogLine[] = [
  { time: secondsAfterNoon(1), level: 'info', message: 'planned 8 tasks' },
  {
    time: secondsAfterNoon(2),
    task: 3,
    attempt: 2,
    worker: 'w1',
    level: 'error',
    message: 'no\nluck \u001B[2J',
  },
];

function logged(asked: (LogOptions | undefined)[] = []) {
  return {
    async *jobLogs(_id: string, options?: LogOptions) {
      asked.push(options);
      yield* lines;
    },
  };
}

test('one line an entry, whatever it holds', async () => {
  const { out } = await standIn({ jobs: logged() }).djc('logs', 'j');
  expect(out).toBe(
    '12:00:01  job               planned 8 tasks\n12:00:02  task 3 attempt 2  no luck\n',
  );
});

test('one task, followed', async () => {
  const asked: (LogOptions | undefined)[] = [];
  await standIn({ jobs: logged(asked) }).djc('logs', 'j', '--task', '0', '--follow');
  expect(asked).toMatchObject([{ task: 0, follow: true }]);
});

test('as JSON it is one array, and with --follow one document a line', async () => {
  const { out } = await standIn({ jobs: logged() }).djc('logs', 'j', '--json');
  expect(JSON.parse(out)).toEqual(lines);
  const followed = await standIn({ jobs: logged() }).djc('logs', 'j', '--json', '--follow');
  expect(
    followed.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(lines);
});
