import { readdir } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Runner } from '../../../src/runners/runner.ts';
import { threadRunner } from '../../../src/runners/thread.ts';
import { createThreads } from '../../../src/runners/threads.ts';
import { storages } from '../../../src/storage/index.ts';
import {
  attemptAt,
  controlOf,
  describeRunner,
  failureOf,
  hasBegun,
} from '../../contracts/runner.ts';

const deps = { storages: storages(), now: () => new Date() };
const type = 'text_processor';
const copy = { type, operation: 'grep', pattern: '' };
const endless = { type, operation: 'grep', pattern: '^(a+)+$' };
const endlessText = `${'a'.repeat(60)}b\n`;

describeRunner('the thread runner', {
  open: () => threadRunner(createThreads({ maxThreads: 2 }), deps),
  copy,
  endless,
});

function oneThread(entry?: URL): Runner {
  const threads = createThreads({ maxThreads: 1, ...(entry && { entry }) });
  const runner = threadRunner(threads, deps);
  onTestFinished(async () => runner.close());
  return runner;
}

describe('the thread runner', () => {
  test.each([
    ['exit', 'worker exited with code: 3'],
    ['throw', 'nobody caught this'],
  ])('says so when a thread dies (%s), and removes what it left', async (how, reason) => {
    const { attempt } = await attemptAt(copy, 'a\n');
    const runner = oneThread(new URL('../../support/crashing-entry.ts', import.meta.url));
    const running = runner.run({ ...attempt, algorithm: { type: how } }, controlOf());
    await expect(running).rejects.toMatchObject({
      type: 'TaskCrashed',
      message: expect.stringContaining(reason),
    });
    expect(await readdir(attempt.parts)).toEqual(['.000000-a30.0123456789ab.tmp']);
  });

  test('goes on with those that wait when a thread is ended', async () => {
    const runner = oneThread();
    const first = await attemptAt(endless, endlessText);
    const second = await attemptAt(copy, 'b\n');
    const stop = new AbortController();
    const failure = failureOf(runner.run(first.attempt, controlOf(undefined, stop)));
    const waiting = runner.run(second.attempt, controlOf());
    await hasBegun(first.attempt);
    stop.abort(new Error('x'));
    expect(await failure).toEqual(new Error('x'));
    expect(await waiting).toMatchObject({ itemsOut: 1 });
  });

  test('lets one that waits go at once when it is aborted', async () => {
    const runner = oneThread();
    const first = await attemptAt(endless, endlessText);
    const second = await attemptAt(copy, 'b\n');
    const [stopFirst, stopSecond] = [new AbortController(), new AbortController()];
    const running = failureOf(runner.run(first.attempt, controlOf(undefined, stopFirst)));
    const waiting = failureOf(runner.run(second.attempt, controlOf(undefined, stopSecond)));
    await hasBegun(first.attempt);
    stopSecond.abort(new Error('second'));
    expect(await waiting).toEqual(new Error('second'));
    stopFirst.abort(new Error('first'));
    expect(await running).toEqual(new Error('first'));
  });
});
