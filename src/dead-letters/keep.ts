import { DataError } from '../errors.ts';
import type { Output, Storage } from '../storage/storage.ts';
import { writeText } from '../storage/text.ts';
import { type KeptLetter, letterUris } from './dead-letter.ts';

/** Bad records that an attempt has taken out. */
export interface Letters {
  readonly count: number;
  /** Keeps one, with its bytes unless it is a whole file. Throws a final `InputInvalid` where there are too many. */
  add(letter: Omit<KeptLetter, 'at'>, bytes?: Uint8Array): Promise<void>;
  /** Makes them durable beside the part. */
  commit(): Promise<void>;
  abort(): Promise<void>;
}

interface Desk {
  readonly partUri: string;
  /** How many there may be. */
  readonly most: number;
  readonly storage: Storage;
}

/** Opens no file before there is a bad record. */
export function openLetters({ partUri, most, storage }: Desk): Letters {
  const uris = letterUris(partUri);
  const lines: string[] = [];
  let output: Output | undefined;
  let at = 0;

  const append = async (bytes: Uint8Array): Promise<number> => {
    output ??= await storage.write(uris.bytes, 'bytes');
    await output.write(bytes);
    at += bytes.length;
    return at - bytes.length;
  };

  return {
    get count() {
      return lines.length;
    },
    async add(letter, bytes) {
      if (lines.length >= most) throw tooMany(most, letter.reason);
      const start = bytes && (await append(bytes));
      lines.push(`${JSON.stringify({ ...letter, at: start })}\n`);
    },
    async commit() {
      if (lines.length === 0) return;
      await output?.commit();
      await writeText(storage, uris.index, lines.join(''));
    },
    async abort() {
      await output?.abort();
    },
  };
}

export function tooMany(most: number, reason: string): DataError {
  const allowed =
    most === 0
      ? 'which advanced.skip could take out'
      : `and advanced.skip.max_records lets a task take out ${most} and no more; raise it, or mend the input`;
  return new DataError('InputInvalid', `a record cannot be processed, ${allowed}: ${reason}`);
}
