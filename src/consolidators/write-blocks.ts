import type { Output, Written } from '../storage/storage.ts';
import type { ConsolidationTask } from './consolidator.ts';

type Blocks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Makes blocks a file: whole under its name, or nothing of it where the blocks or the storage fail. */
export async function writeBlocks(output: Output, blocks: Blocks): Promise<Written> {
  try {
    for await (const block of blocks) await output.write(block);
    return await output.commit();
  } catch (error) {
    await output.abort();
    throw error;
  }
}

/** A file of the result. Its name becomes durable when the result is moved to where people look for it. */
export async function resultOutput(
  { storage, into }: ConsolidationTask,
  name: string,
): Promise<Output> {
  return storage.write(`${into}/${name}`, 'bytes');
}
