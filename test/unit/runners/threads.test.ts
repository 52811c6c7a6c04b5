import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Cursor } from '../../../src/domain/part.ts';
import { createThreads } from '../../../src/runners/threads.ts';
import { attemptAt, controlOf, failureOf } from '../../contracts/runner.ts';

const endless = { type: 'text_processor', operation: 'grep', pattern: '^(a+)+$' };

test('threads end one that loops for ever before they reject', async () => {
  const { attempt } = await attemptAt(endless, `${'b\n'.repeat(200_000)}${'a'.repeat(60)}b\n`);
  const stop = new AbortController();
  const workers: Worker[] = [];
  const keep = (worker: Worker) => void workers.push(worker);
  process.on('worker', keep);
  onTestFinished(() => void process.off('worker', keep));
  const cursors: Cursor[] = [];
  const control = controlOf((it) => void cursors.push(it), stop);
  const threads = createThreads({ maxThreads: 1 });
  onTestFinished(async () => threads.close());
  const failure = failureOf(threads.call('runAttempt', attempt, control));
  await vi.waitFor(() => expect(cursors.at(-1)?.bytes).toBeGreaterThan(0), 10_000);
  expect(workers[0]!.threadId).toBeGreaterThan(0);
  stop.abort(new Error('enough'));
  expect(await failure).toEqual(new Error('enough'));
  expect(workers[0]!.threadId).toBe(-1);
});
