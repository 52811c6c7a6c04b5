import { expect, test } from 'vitest';
import type { TaskWorker } from '../../../../src/worker/task-worker.ts';
import { standIn } from '../stand-in.ts';

function workerThat(ends: () => Promise<void>): TaskWorker {
  return {
    workerId: 'host-1',
    taskTypes: ['text_processor', 'binary_processor'],
    maxConcurrentTasks: 2,
    get done() {
      return ends();
    },
    shutdown: async () => undefined,
  };
}

test('says what it serves, and at SIGTERM hands back what it runs', async () => {
  const worker = workerThat(async () => {
    world.interrupt();
    return new Promise(() => undefined);
  });
  const world = standIn({ worker });
  const seen = await world.djc('worker');
  expect(seen.err).toBe(
    [
      'worker host-1 serves text_processor, binary_processor of pool default at 127.0.0.1:20001, up to 2 at once',
      'stopping: running tasks are handed back (once more to stop at once)',
      'stopped',
      '',
    ].join('\n'),
  );
  expect(seen).toMatchObject({ out: '', exitCode: 0, closed: ['server'] });
});

test('takes every setting, and says what it serves as JSON', async () => {
  const worker = workerThat(async () => undefined);
  const { seen, djc } = standIn({ worker });
  const flags = ['--worker-id', 'w', '--pool', 'big', '--max-concurrent-tasks', '4'];
  const more = ['--allow-commands', '--no-control', '--use-local', '--json'];
  await djc('worker', ...flags, ...more, '--task-types', 'text_processor', 'command');
  expect(seen.workers).toEqual([
    {
      workerId: 'w',
      pool: 'big',
      maxConcurrentTasks: 4,
      taskTypes: ['text_processor', 'command'],
      allowCommands: true,
      control: false,
    },
  ]);
  expect(seen.wanted).toEqual([{ useLocal: true, startLocal: true }]);
  expect(JSON.parse(seen.out)).toEqual({
    worker_id: 'host-1',
    address: '127.0.0.1:20001',
    namespace: 'default',
    pool: 'big',
    task_types: ['text_processor', 'binary_processor'],
    max_concurrent_tasks: 2,
    control: false,
  });
});

test('one that dies says why', async () => {
  const worker = workerThat(async () => {
    throw new Error('lost the server');
  });
  const { err, exitCode } = await standIn({ worker }).djc('worker');
  expect(err).toContain('lost the server');
  expect(exitCode).toBe(70);
});

test.each([['--poll-interval', '5'], ['--poll-interval=5'], ['--poll-interval']])(
  '%s is refused with the reason',
  async (...flag) => {
    const { err, exitCode, wanted } = await standIn().djc('worker', ...flag);
    expect(err).toMatch(/long poll.*there is no interval/);
    expect({ exitCode, wanted }).toEqual({ exitCode: 2, wanted: [] });
  },
);
