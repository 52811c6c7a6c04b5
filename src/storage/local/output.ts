import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Durability, Move, Output } from '../storage.ts';
import { codeOf, unwritable, writing } from './failure.ts';
import { makeFolder } from './make-folder.ts';

/** A file under a name that nobody looks for, in the folder where it will be needed. */
interface Draft {
  readonly path: string;
  readonly handle: FileHandle;
}

const draftName = /^\..*\.[0-9a-f]{12}\.tmp$/s;

/** Whether a name is that of a file not committed yet, or never. */
export function isDraft(name: string): boolean {
  return draftName.test(name);
}

/** Opens a file for writing. The bytes go to a draft beside it, which `commit` gives its name. */
export async function writeFile(path: string, durability: Durability = 'name'): Promise<Output> {
  const draft = await writing(path, openDraft(path));
  const hash = createHash('sha256');
  let written = 0;
  return {
    async write(bytes) {
      await writing(path, draft.handle.writeFile(bytes));
      hash.update(bytes);
      written += bytes.length;
    },
    async commit() {
      await writing(path, publish(draft, path, durability));
      return { bytes: written, sha256: hash.digest('hex') };
    },
    async abort() {
      await writing(path, discard(draft));
    },
  };
}

/**
 * Writes a file unless one is there, and answers whether it did. The name is given to a finished draft by a hard link,
 * which fails where the name is taken: nobody ever sees half a file, and of many callers one wins.
 */
export async function createFile(path: string, text: string): Promise<boolean> {
  const draft = await writing(path, openDraft(path));
  try {
    await draft.handle.writeFile(text);
    await finish(draft, 'bytes');
    await link(draft.path, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable('write', path, error);
  } finally {
    await writing(path, discard(draft));
  }
}

/** Gives files other names, over any files there. Each folder that got a name is made durable once. */
export async function moveFiles(moves: readonly Move[]): Promise<void> {
  const changed = new Set<string>();
  for (const { from, to } of moves) {
    try {
      for (const folder of await foldersChangedFor(to, changed)) changed.add(folder);
      await rename(from, to);
    } catch (error) {
      throw unwritable(`move ${JSON.stringify(from)} to`, to, error);
    }
  }
  for (const folder of changed) await writing(folder, syncFolder(folder));
}

/** Makes a file's folder unless that is known to be there. Answers it and, of those that were made, the ones above. */
async function foldersChangedFor(path: string, known: ReadonlySet<string>): Promise<string[]> {
  const folder = dirname(path);
  if (known.has(folder)) return [];
  const made = await makeFolder(folder);
  const highest = made === undefined ? folder : dirname(made);
  const folders = [folder];
  for (let it = folder; it !== highest; folders.push(it)) it = dirname(it);
  return folders;
}

async function openDraft(path: string): Promise<Draft> {
  const folder = dirname(path);
  await makeFolder(folder);
  // A long name is cut so that the draft's own is not too long for the file system.
  const start = basename(path).slice(0, 60);
  const draft = join(folder, `.${start}.${randomBytes(6).toString('hex')}.tmp`);
  return { path: draft, handle: await open(draft, 'wx') };
}

async function publish(draft: Draft, path: string, durability: Durability): Promise<void> {
  await finish(draft, durability);
  await rename(draft.path, path);
  if (durability === 'name') await syncFolder(dirname(path));
}

async function finish({ handle }: Draft, durability: Durability): Promise<void> {
  if (durability !== 'nothing') await handle.sync();
  await handle.close();
}

/** Closing twice is fine, and so is a draft that has its name by now. */
async function discard({ path, handle }: Draft): Promise<void> {
  try {
    await handle.close();
  } finally {
    await rm(path, { force: true });
  }
}

/** A name is durable only once the folder that holds it is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
