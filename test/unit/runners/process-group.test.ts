import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { spawnGroup } from '../../../src/runners/process-group.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { isRunning, linesOf } from '../../support/processes.ts';

/** Starts a script that writes the ids of its processes to `$PIDS`. */
async function start(script: string, { grace = 5000 } = {}) {
  const pids = join(await temporaryFolder(), 'pids');
  const stop = new AbortController();
  const { child, ended } = spawnGroup(['/bin/sh', '-c', script], {
    env: { PIDS: pids },
    signal: stop.signal,
    grace,
  });
  return { child, ended, stop, pidsOf: async (count: number) => linesOf(pids, count) };
}

async function stillRunning(pids: readonly string[]): Promise<readonly string[]> {
  const running = await Promise.all(pids.map(isRunning));
  return pids.filter((_, index) => running[index]);
}

describe('a process group', () => {
  test('answers the exit code, or the signal', async () => {
    expect(await (await start('exit 3')).ended).toEqual({ code: 3, signal: undefined });
    const killed = await start('kill -HUP $$');
    expect(await killed.ended).toEqual({ code: undefined, signal: 'SIGHUP' });
  });

  test('is wholly gone after an abort, grandchildren too', async () => {
    const { ended, stop, pidsOf } = await start(
      'sleep 300 & echo $! >> "$PIDS"; (sleep 301 & echo $! >> "$PIDS"; sleep 302); sleep 303',
    );
    const pids = await pidsOf(2);
    expect(await stillRunning(pids)).toEqual(pids);
    stop.abort();
    expect(await ended).toEqual({ code: undefined, signal: 'SIGTERM' });
    expect(await stillRunning(pids)).toEqual([]);
  });

  test('is killed when it does not heed SIGTERM within the grace', async () => {
    const stubborn =
      'trap "" TERM; sleep 300 & echo $! >> "$PIDS"; echo $$ >> "$PIDS"; wait; sleep 300';
    const { ended, stop, pidsOf } = await start(stubborn, { grace: 100 });
    const pids = await pidsOf(2);
    stop.abort();
    expect(await ended).toEqual({ code: undefined, signal: 'SIGKILL' });
    expect(await stillRunning(pids)).toEqual([]);
  });

  test('lets a program clean up within the grace', async () => {
    const { child, ended, stop, pidsOf } = await start(
      'trap "echo cleaned; exit 0" TERM; echo $$ >> "$PIDS"; while :; do sleep 0.05; done',
    );
    await pidsOf(1);
    const said = text(child.stdout);
    stop.abort();
    expect(await ended).toEqual({ code: 0, signal: undefined });
    expect(await said).toBe('cleaned\n');
  });

  test('leaves nothing in the background when it ends by itself', async () => {
    const { ended, pidsOf } = await start('sleep 300 & echo $! >> "$PIDS"; echo $$ >> "$PIDS"');
    const pids = await pidsOf(2);
    expect(await ended).toEqual({ code: 0, signal: undefined });
    expect(await stillRunning(pids)).toEqual([]);
  });

  test('ends at once where it was aborted before it began', async () => {
    const { ended } = spawnGroup(['sleep', '300'], { env: {}, signal: AbortSignal.abort() });
    expect(await ended).toEqual({ code: undefined, signal: 'SIGTERM' });
  });

  test('says so when its program cannot be started', async () => {
    const { signal } = new AbortController();
    const { ended } = spawnGroup(['/no/such/program'], { env: {}, signal });
    await expect(ended).rejects.toMatchObject({
      type: 'CommandFailed',
      message: expect.stringContaining('cannot start /no/such/program'),
    });
  });
});
