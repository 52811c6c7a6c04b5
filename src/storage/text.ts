import type { Output, Storage, Written } from './storage.ts';

/** The whole of a small file. Throws `InputMissing` where there is none. */
export async function readText(storage: Storage, uri: string): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of storage.read(uri)) blocks.push(Buffer.from(block));
  return Buffer.concat(blocks).toString();
}

/** Writes a small file, whole or not at all, over any file there. */
export async function writeText(storage: Storage, uri: string, text: string): Promise<Written> {
  return writeTo(await storage.write(uri), text);
}

/** The same of a file that may be lost when the machine dies: it does not wait for the disk. */
export async function writePassingText(
  storage: Storage,
  uri: string,
  text: string,
): Promise<Written> {
  return writeTo(await storage.write(uri, 'nothing'), text);
}

/** Makes a text the whole of an output, or nothing of it. */
export async function writeTo(output: Output, text: string): Promise<Written> {
  try {
    await output.write(Buffer.from(text));
    return await output.commit();
  } catch (error) {
    await output.abort();
    throw error;
  }
}
