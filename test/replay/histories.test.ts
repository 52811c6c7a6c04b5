import { readdirSync, readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { bundlePath } from '../../src/worker/bundle.ts';
import { quietRuntime } from '../../src/worker/runtime.ts';

const folder = new URL('histories/', import.meta.url);
const workflowBundle = { codePath: bundlePath() };
quietRuntime();

function recorded(name: string) {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

test.each(readdirSync(folder))('jobs recorded as %s still replay', async (name) => {
  const replay = Worker.runReplayHistory({ workflowBundle }, historyFromJSON(recorded(name)));
  await expect(replay).resolves.toBeUndefined();
});

test('a history that the workflow would not have written is noticed', async () => {
  const history = recorded('succeeded.json');
  for (const { activityTaskScheduledEventAttributes: scheduled } of history.events) {
    if (scheduled?.activityType.name === 'consolidate')
      scheduled.activityType.name = 'somethingElse';
  }
  const replay = Worker.runReplayHistory({ workflowBundle }, historyFromJSON(history));
  await expect(replay).rejects.toThrow(/nondetermin|Nondetermin/i);
});
