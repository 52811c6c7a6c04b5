import { readSync } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { isAbsent, reading, unreadable, unwritable } from './local/failure.ts';
import { inByteOrder, listFiles } from './local/list.ts';
import { inputAt } from './local/look.ts';
import { createFile, isDraft, moveFiles, writeFile } from './local/output.ts';
import type { Storage } from './storage.ts';

interface LocalOptions {
  /** Bytes that are read at once. */
  readonly blockSize?: number;
  /** Reads hold the thread up, which makes them faster: for threads that have nothing else to do. */
  readonly blocking?: boolean;
}

/** The files of this machine, by their absolute paths; folders shared over a network too. */
export function localFiles({
  blockSize = 256 * 1024,
  blocking = false,
}: LocalOptions = {}): Storage {
  const readAt = blocking ? readBlocking : readInPool;
  return {
    list: listFiles,
    stat: inputAt,
    read: (path, range) =>
      readBlocks(path, { start: 0, end: Infinity, ...range, blockSize, readAt }),
    write: writeFile,
    create: createFile,
    move: moveFiles,
    names: namesIn,
    sweep: sweepFolder,
    remove,
  };
}

interface BlockRange {
  readonly start: number;
  readonly end: number;
  readonly blockSize: number;
  readonly readAt: ReadAt;
}

async function* readBlocks(
  path: string,
  { start, end, blockSize, readAt }: BlockRange,
): AsyncGenerator<Uint8Array> {
  const file = await reading(path, open(path));
  try {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(blockSize, end - start)));
    for (let at = start; at < end;) {
      const length = Math.min(buffer.length, end - at);
      const bytesRead = await reading(path, readAt(file, buffer.subarray(0, length), at));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Reads from a position, up to as many bytes as the buffer takes. Answers how many there were. */
type ReadAt = (file: FileHandle, buffer: Buffer, at: number) => Promise<number>;

const readInPool: ReadAt = async (file, buffer, at) =>
  (await file.read(buffer, 0, buffer.length, at)).bytesRead;

const readBlocking: ReadAt = async ({ fd }, buffer, at) =>
  readSync(fd, buffer, 0, buffer.length, at);

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await allNamesIn(folder);
  return inByteOrder(
    names.filter((name) => !isDraft(name)),
    (name) => name,
  );
}

async function sweepFolder(folder: string): Promise<void> {
  const drafts = (await allNamesIn(folder)).filter(isDraft);
  await Promise.all(drafts.map(async (name) => remove(`${folder}/${name}`)));
}

async function allNamesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
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
