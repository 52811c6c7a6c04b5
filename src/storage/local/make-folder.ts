import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './failure.ts';

/** Makes a folder, and those above it, unless it is there. Answers the highest one that it made. */
export async function makeFolder(folder: string): Promise<string | undefined> {
  try {
    return await mkdir(folder, { recursive: true });
  } catch (error) {
    // Node says so of a read-only file system, too. Of one folder at a time, the system says what is wrong.
    if (codeOf(error) === 'ENOENT') await makeEach(folder);
    throw error;
  }
}

async function makeEach(folder: string): Promise<void> {
  const above = dirname(folder);
  if (above !== folder) await makeEach(above);
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}
