import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobConfigFromObject } from '../../src/config/load.ts';
import { temporaryFolder } from './folder.ts';

/** A job over some small ugly text files, with what a test changes. */
export async function textJob(changes: Record<string, unknown> = {}) {
  const base = await temporaryFolder();
  await mkdir(join(base, 'input'));
  await writeFile(join(base, 'input/a.txt'), 'to be or not to be\nthat is the question');
  await writeFile(join(base, 'input/b c.txt'), 'to\tbe\r\n\r\n  or\xff not\0\n');
  await writeFile(join(base, 'input/empty.txt'), '');
  const value = {
    name: 'test',
    input: { path: 'input' },
    algorithm: { type: 'text_processor', operation: 'word_count' },
    output: { path: 'out' },
    ...changes,
  };
  return { base, job: jobConfigFromObject(value, { base }) };
}
