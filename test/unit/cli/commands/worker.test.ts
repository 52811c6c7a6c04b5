import { expect, test } from 'vitest';
import type { TaskWorker } from '../../../../src/worker/task-worker.ts';
import { standIn } from '../stand-in.ts';

function workerThat(ends: () => Promise<void>, others: Partial<TaskWorker> = {}): TaskWorker {
  return {
    workerId: 'host-1',
    taskTypes: ['text_processor', 'binary_processor'],
    maxConcurrentTasks: 2,
    get done() {
      return ends();
    },
    shutdown: others.shutdown ?? (async () => undefined),
    handBack: others.handBack ?? (async () => undefined),
  };
}

test('says what it serves, and at SIGTERM what becomes of the tasks it runs', async () => {
  const worker = workerThat(async () => {
    world.interrupt();
    return new Promise(() => undefined);
  });
  const world = standIn({ worker });
  const seen = await world.djc('worker');
  expect(seen.err).toBe(
    [
      'worker host-1 serves text_processor, binary_processor of pool default at 127.0.0.1:20001, up to 2 at once',
      'stopping: running tasks may end within 10 s, then they are handed back (once more to stop at once)',
      'stopped',
      '',
    ].join('\n'),
  );
  expect(seen).toMatchObject({ out: '', exitCode: 0, closed: ['server'] });
});

test('the second SIGTERM hands back what it runs at once', async () => {
  let isHandedBack: (() => void) | undefined;
  const stopped = new Promise<void>((resolve) => (isHandedBack = resolve));
  const worker = workerThat(
    async () => {
      world.interrupt();
      return new Promise(() => undefined);
    },
    {
      shutdown: async () => {
        world.interrupt();
        await stopped;
      },
      handBack: async () => isHandedBack?.(),
    },
  );
  const world = standIn({ worker });
  const { err, exitCode } = await world.djc('worker', '--grace', '1m');
  expect(err).toContain('may end within 1 min');
  expect(err).toContain('stopping at once: running tasks are handed back\nstopped\n');
  expect(exitCode).toBe(0);
});

test.each(['10', 'soon', '-1s'])('--grace %s is refused', async (grace) => {
  const { err, exitCode, wanted } = await standIn().djc('worker', `--grace=${grace}`);
  expect(err).toMatch(/--grace .*duration such as 10s/);
  expect({ exitCode, wanted }).toEqual({ exitCode: 2, wanted: [] });
});

test('takes every setting, and says what it serves as JSON', async () => {
  const worker = workerThat(async () => undefined);
  const { seen, djc } = standIn({ worker });
  const flags = ['--worker-id', 'w', '--pool', 'big', '--max-concurrent-tasks', '4'];
  const more = ['--grace', '0s', '--allow-commands', '--no-control', '--use-local', '--json'];
  await djc('worker', ...flags, ...more, '--task-types', 'text_processor', 'command');
  expect(seen.workers).toEqual([
    {
      workerId: 'w',
      pool: 'big',
      maxConcurrentTasks: 4,
      taskTypes: ['text_processor', 'command'],
      allowCommands: true,
      control: false,
      grace: 0,
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
