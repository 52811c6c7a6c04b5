import type { Storage, Written } from '../storage/storage.ts';

type Blocks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Makes blocks a file: whole under its name, or nothing of it where the blocks or the storage fail. */
export async function writeBlocks(storage: Storage, uri: string, blocks: Blocks): Promise<Written> {
  const output = await storage.write(uri);
  try {
    for await (const block of blocks) await output.write(block);
    return await output.commit();
  } catch (error) {
    await output.abort();
    throw error;
  }
}
