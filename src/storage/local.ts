import { open, readdir, rm } from 'node:fs/promises';
import { isAbsent, reading, unreadable, unwritable } from './local/failure.ts';
import { inByteOrder, inputAt, listFiles } from './local/list.ts';
import { createFile, isDraft, moveFile, writeFile } from './local/output.ts';
import type { Storage } from './storage.ts';

/** The files of this machine, by their absolute paths; folders shared over a network too. Reads `blockSize` bytes at once. */
export function localFiles({ blockSize = 256 * 1024 } = {}): Storage {
  return {
    list: listFiles,
    stat: inputAt,
    read: (path, range) => readBlocks(path, { start: 0, end: Infinity, ...range, blockSize }),
    write: writeFile,
    create: createFile,
    move: moveFile,
    names: namesIn,
    remove,
  };
}

interface BlockRange {
  readonly start: number;
  readonly end: number;
  readonly blockSize: number;
}

async function* readBlocks(
  path: string,
  { start, end, blockSize }: BlockRange,
): AsyncGenerator<Uint8Array> {
  const file = await reading(path, open(path));
  try {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(blockSize, end - start)));
    for (let at = start; at < end;) {
      const length = Math.min(buffer.length, end - at);
      const { bytesRead } = await reading(path, file.read(buffer, 0, length, at));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return inByteOrder(
      names.filter((name) => !isDraft(name)),
      (name) => name,
    );
  } catch (error) {
    if (isAbsent(error)) return [];
    throw unreadable(folder, error);
  }
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    if (!isAbsent(error)) throw unwritable('remove', path, error);
  }
}
