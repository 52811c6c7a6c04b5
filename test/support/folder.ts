import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder for the test that asks, gone when it ends. Its name has a space, as people's folders do. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'djc test-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}
