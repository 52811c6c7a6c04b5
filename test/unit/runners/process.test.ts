import { describe, expect, onTestFinished, test } from 'vitest';
import { processRunner } from '../../../src/runners/process.ts';
import { storages } from '../../../src/storage/index.ts';
import {
  attemptAt,
  controlOf,
  describeRunner,
  expectOnlyLog,
  failureOf,
} from '../../contracts/runner.ts';
import { isRunning, linesOf } from '../../support/processes.ts';

const deps = { storages: storages(), now: () => new Date() };
const commandOf = (run: string) => ({ type: 'command', run });

describeRunner('the process runner', {
  open: () => processRunner(deps),
  copy: commandOf('cat'),
  endless: commandOf('sleep 300 & sleep 300'),
});

describe('the process runner', () => {
  const started = () => {
    const runner = processRunner(deps);
    onTestFinished(async () => runner.close());
    return runner;
  };

  test('has ended every process of a command when it rejects', async () => {
    const run = 'sleep 300 & echo $! >> "$DJC_FILE.pids"; echo $$ >> "$DJC_FILE.pids"; sleep 300';
    const { attempt, path } = await attemptAt(commandOf(run), 'a\n');
    const stop = new AbortController();
    const running = started().run(attempt, controlOf(undefined, stop));
    const pids = await linesOf(`${path}.pids`, 2);
    expect(await Promise.all(pids.map(isRunning))).toEqual([true, true]);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await Promise.all(pids.map(isRunning))).toEqual([false, false]);
  });

  test('does not wait for a process that left the group once it is aborted', async () => {
    const run = `setsid sh -c 'echo $$ > "$DJC_FILE.pids"; exec sleep 300' &
      while [ ! -s "$DJC_FILE.pids" ]; do sleep 0.01; done`;
    const { attempt, path } = await attemptAt(commandOf(run), 'a\n');
    const stop = new AbortController();
    const failure = failureOf(started().run(attempt, controlOf(undefined, stop)));
    const [pid] = await linesOf(`${path}.pids`, 1);
    onTestFinished(() => void process.kill(Number(pid)));
    stop.abort(new Error('enough'));
    expect(await failure).toEqual(new Error('enough'));
  });

  test('fails like the command, with its words in the log', async () => {
    const { attempt } = await attemptAt(commandOf('echo oh no >&2; exit 7'), 'a\n');
    await expect(started().run(attempt, controlOf())).rejects.toMatchObject({
      type: 'CommandFailed',
      message: expect.stringContaining(
        'exit code 7 instead of 0; its last lines on stderr:\noh no',
      ),
    });
    await expectOnlyLog(attempt, 'exit code 7');
  });

  test('refuses what it made when its input changed meanwhile', async () => {
    const { attempt } = await attemptAt(commandOf('cat; echo more >> "$DJC_FILE"'), 'a\n');
    const running = started().run(attempt, controlOf());
    await expect(running).rejects.toMatchObject({ type: 'InputChanged' });
    await expectOnlyLog(attempt, 'is no longer what the job was planned for');
  });

  test.each([
    [{ type: 'later' }, 'got later; is the worker older than the client?'],
    [{ type: 'text_processor', operation: 'later' }, 'got later'],
  ])('does not know every algorithm: %j', async (algorithm, reason) => {
    const { attempt } = await attemptAt(commandOf('cat'), 'a\n');
    const running = started().run({ ...attempt, algorithm }, controlOf());
    await expect(running).rejects.toMatchObject({
      type: 'BadConfig',
      message: expect.stringContaining(reason),
    });
    await expectOnlyLog(attempt, reason);
  });
});
