import type { ResultFile } from '../domain/part.ts';
import type { Consolidator } from './consolidator.ts';
import { partReader } from './read-parts.ts';
import { resultOutput, writeBlocks } from './write-blocks.ts';

/** Parts are copied, not moved, so that a consolidation that fails half way can be tried again. */
export const none: Consolidator = {
  name: 'none',
  summary: 'One file for each task: part-000000, part-000001 and so on, in the order of the input.',
  async consolidate(task) {
    const read = partReader(task);
    const files: ResultFile[] = [];
    for (const [index, part] of task.parts.entries()) {
      const name = `part-${String(index).padStart(6, '0')}`;
      files.push({ name, ...(await writeBlocks(await resultOutput(task, name), read(part))) });
    }
    return files;
  },
};
