import { DataError } from '../../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'it is in use',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'a file is where a folder should be',
  EFBIG: 'the file is larger than the file system allows',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder, not a file',
  ELOOP: 'its links lead back to themselves',
  EMFILE: 'this process has too many files open',
  ENAMETOOLONG: 'the name is too long for the file system',
  ENFILE: 'this machine has too many files open',
  ENOENT: 'no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENOTEMPTY: 'there is a folder with files in its place',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ESTALE: 'the network file system has lost it',
  ETIMEDOUT: 'the network file system does not answer',
};

/** The operating system's code for an error, such as `ENOENT`; empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** Whether an error says that nothing is there: no such name, or a file where a folder would have to be. */
export function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

/** A failure to read a path, as the `DataError` a person reads. */
export function unreadable(path: string, cause: unknown): DataError {
  const type = isAbsent(cause) ? 'InputMissing' : 'InputUnreadable';
  return new DataError(type, `cannot read ${quoted(path)}: ${reasonOf(cause)}`, { cause });
}

/** Waits for the answer of a call that reads a path; its failure becomes the `DataError` a person reads. */
export async function reading<Answer>(path: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A failure to write, move or remove a path (`doing`), as the `DataError` a person reads. */
export function unwritable(doing: string, path: string, cause: unknown): DataError {
  const message = `cannot ${doing} ${quoted(path)}: ${reasonOf(cause)}`;
  return new DataError('OutputUnwritable', message, { cause });
}

/** The same of a call that writes. */
export async function writing<Answer>(path: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw unwritable('write', path, error);
  }
}

/** A path as it is shown in a sentence: on one line, whatever is in it. */
export function quoted(path: string): string {
  return JSON.stringify(path);
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
