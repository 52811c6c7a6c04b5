import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A folder for job files, new for each test; answers a function that writes one and gives its path. */
export function jobFiles(): (name: string, lines: readonly string[]) => Promise<string> {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'djc-cli-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  return async (name, lines) => {
    const path = join(folder, name);
    await writeFile(path, `${lines.join('\n')}\n`);
    return path;
  };
}

export const wordCount = [
  'name: word-count',
  'input: { path: logs/ }',
  'algorithm: { type: text_processor, operation: word_count }',
  'output: { path: out }',
];

export const shellJob = [
  'name: shell',
  'input: { path: logs/ }',
  'algorithm: { type: command, run: "grep -c error" }',
  'compute: { pool: big }',
  'output: { path: out }',
];
