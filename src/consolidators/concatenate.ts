import type { ConsolidationTask, Consolidator } from './consolidator.ts';
import { partReader } from './read-parts.ts';
import { resultOutput, writeBlocks } from './write-blocks.ts';

export const concatenate: Consolidator = {
  name: 'concatenate',
  summary: 'One file with all parts, one after the other, in the order of the input.',
  async consolidate(task) {
    const { result, finish = (blocks) => blocks } = task;
    const written = await writeBlocks(await resultOutput(task, result), finish(allBlocks(task)));
    return [{ name: result, ...written }];
  },
};

async function* allBlocks(task: ConsolidationTask): AsyncGenerator<Uint8Array> {
  const read = partReader(task);
  for (const part of task.parts) yield* read(part);
}
