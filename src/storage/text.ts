import type { Storage, Written } from './storage.ts';

/** The whole of a small file. Throws `InputMissing` where there is none. */
export async function readText(storage: Storage, uri: string): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of storage.read(uri)) blocks.push(Buffer.from(block));
  return Buffer.concat(blocks).toString();
}

/** Writes a small file, whole or not at all, over any file there. */
export async function writeText(storage: Storage, uri: string, text: string): Promise<Written> {
  const output = await storage.write(uri);
  try {
    await output.write(Buffer.from(text));
    return await output.commit();
  } catch (error) {
    await output.abort();
    throw error;
  }
}
