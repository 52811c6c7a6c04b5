import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Cursor } from '../../src/domain/part.ts';
import type { Attempt, Control, Runner } from '../../src/runners/runner.ts';
import { temporaryFolder } from '../support/folder.ts';
import { algorithmOf, tasksOf } from '../support/run-processor.ts';
import { shell } from '../support/shell.ts';

export interface OpenRunner {
  readonly open: () => Runner;
  /** As in a job file: makes a part that is the lines of its input. */
  readonly copy: object;
  /** As in a job file: never ends on the text of `endlessText`. */
  readonly endless: object;
}

/** A line on which a regular expression such as `^(a+)+$` needs longer than anybody lives. */
const endlessText = `${'a'.repeat(60)}b\n`;

/** What every runner must do. */
export function describeRunner(name: string, { open, copy, endless }: OpenRunner): void {
  const started = (): Runner => {
    const runner = open();
    onTestFinished(async () => runner.close());
    return runner;
  };

  describe(`${name} keeps the runner contract`, () => {
    test('commits a part with its receipt, and logs what it did', async () => {
      const { attempt, folder, path } = await attemptAt(copy, 'one\ntwo\nthree\n');
      const cursors: Cursor[] = [];
      const receipt = await started().run(
        attempt,
        controlOf((it) => void cursors.push(it)),
      );
      const sha256 = shell('sha256sum < "$1" | cut -d" " -f1', [path]).toString().trim();
      expect(receipt).toMatchObject({ task: 0, attempt: 3, worker: 'worker one', sha256 });
      expect(receipt).toMatchObject({ itemsIn: 3, itemsOut: 3, bytesIn: 14, bytesOut: 14 });
      expect(receipt.slices).toEqual(attempt.partition.slices);
      expect(Date.parse(receipt.startedAt)).toBeLessThanOrEqual(Date.parse(receipt.endedAt));
      expect(await readdir(attempt.parts)).toEqual(['000000-a3', '000000-a3.json']);
      const [part, saved] = await filesOf(attempt);
      expect(part).toBe('one\ntwo\nthree\n');
      expect(JSON.parse(saved!)).toEqual(receipt);
      expect(cursors.at(-1)).toEqual({ items: 3, bytes: 14 });
      expect(await logOf(attempt)).toMatchObject([
        { task: 0, attempt: 3, worker: 'worker one', level: 'info', message: 'started' },
        { level: 'info', message: 'ended: 3 items (14 bytes) in, 3 items (14 bytes) out' },
      ]);
      expect(await readdir(folder)).toEqual(['input', 'logs', 'parts']);
    });

    test('runs more attempts at once than it has room for', async () => {
      const runner = started();
      const attempts = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => attemptAt(copy, `${index}\n`)),
      );
      await Promise.all(attempts.map(async (it) => runner.run(it.attempt, controlOf())));
      const parts = await Promise.all(attempts.map(async (it) => (await filesOf(it.attempt))[0]));
      expect(parts).toEqual(attempts.map((_, index) => `${index}\n`));
    });

    test('refuses an input that changed since the plan', async () => {
      const { attempt, path } = await attemptAt(copy, 'one\n');
      await appendFile(path, 'two\n');
      const running = started().run(attempt, controlOf());
      const { fingerprint } = attempt.partition.slices[0]!;
      await expect(running).rejects.toMatchObject({
        type: 'InputChanged',
        message: expect.stringContaining(`expected ${fingerprint} (4 bytes), got 8-`),
      });
      await expectOnlyLog(attempt, `${JSON.stringify(path)} is no longer what`);
    });

    test('refuses an input that is gone', async () => {
      const { attempt, path } = await attemptAt(copy, 'one\n');
      await rm(path);
      const running = started().run(attempt, controlOf());
      await expect(running).rejects.toMatchObject({ type: 'InputMissing' });
      await expectOnlyLog(attempt, 'is gone now');
    });

    test('stops at once when it is aborted, and leaves only a log', async () => {
      const { attempt } = await attemptAt(endless, endlessText);
      const stop = new AbortController();
      const failure = failureOf(started().run(attempt, controlOf(undefined, stop)));
      await hasBegun(attempt);
      stop.abort(new Error('the reason'));
      expect(await failure).toEqual(new Error('the reason'));
      await expectOnlyLog(attempt, 'stopped: Error: the reason');
    });

    test('does nothing when it was aborted before', async () => {
      const { attempt } = await attemptAt(copy, 'one\n');
      const control = { ...controlOf(), signal: AbortSignal.abort(new Error('too late')) };
      await expect(started().run(attempt, control)).rejects.toThrow('too late');
      expect(await readdir(attempt.parts)).toEqual([]);
    });

    test('stops what is under way when it is closed', async () => {
      const { attempt } = await attemptAt(endless, endlessText);
      const runner = open();
      const failure = failureOf(runner.run(attempt, controlOf()));
      await hasBegun(attempt);
      await runner.close();
      expect(await failure).toMatchObject({ type: 'WorkerShutdown' });
      await expectOnlyLog(attempt, 'the worker is going away');
    });
  });
}

/** An attempt, the third, at a task of one file of text. */
export async function attemptAt(algorithm: object, text: string) {
  const folder = await temporaryFolder();
  const path = join(folder, 'input');
  await writeFile(path, text);
  await mkdir(join(folder, 'parts'));
  const [slices] = await tasksOf('text', [path]);
  const attempt: Attempt = {
    job: 'test-job',
    attempt: 3,
    worker: 'worker one',
    partition: { task: 0, slices: slices! },
    format: 'text',
    algorithm: algorithmOf(algorithm),
    parts: join(folder, 'parts'),
    log: join(folder, 'logs', '000000-a3.jsonl'),
  };
  return { attempt, folder, path };
}

export function controlOf(
  onProgress: Control['onProgress'] = () => undefined,
  { signal } = new AbortController(),
): Control {
  return { signal, onProgress };
}

/** What a promise is rejected with; unlike `expect`, it may be asked before that happens. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Waits until an attempt has opened its part. */
export async function hasBegun({ parts }: Attempt): Promise<void> {
  await vi.waitFor(async () => expect(await readdir(parts)).toHaveLength(1), 10_000);
}

/** Expects that an attempt has left no part, no receipt and no draft, and that its log ends with a message. */
export async function expectOnlyLog(attempt: Attempt, message: string): Promise<void> {
  expect(await readdir(attempt.parts)).toEqual([]);
  expect((await logOf(attempt)).at(-1)).toMatchObject({
    task: 0,
    attempt: 3,
    worker: 'worker one',
    level: 'error',
    message: expect.stringContaining(message),
  });
}

async function filesOf({ parts }: Attempt): Promise<readonly string[]> {
  const names = ['000000-a3', '000000-a3.json'];
  return Promise.all(names.map(async (name) => readFile(join(parts, name), 'utf8')));
}

async function logOf({ log }: Attempt): Promise<readonly object[]> {
  const lines = (await readFile(log, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line): object => JSON.parse(line));
}
