import type { Input } from '../domain/plan.ts';

/** A file being written. Nobody sees it under its name before `commit`. */
export interface Output {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the file durable, as far as was asked, then visible under the name, at once and whole. */
  commit(): Promise<Written>;
  /** Leaves nothing behind. Safe to call after a failure of any other call, and twice. */
  abort(): Promise<void>;
}

/**
 * What of a file outlives the sudden death of the machine: its bytes under its name; its bytes only, where the name
 * comes with another file's in the same folder, or with a move; or nothing that anybody relies on.
 */
export type Durability = 'name' | 'bytes' | 'nothing';

export interface Move {
  readonly from: string;
  readonly to: string;
}

export interface Written {
  readonly bytes: number;
  /** Of all the bytes, in hex. */
  readonly sha256: string;
}

/**
 * Where inputs are read and outputs written: a folder tree of one URL scheme.
 * Every failure is a `DataError` with a sentence that names the file: `InputMissing`, `InputUnreadable`,
 * `OutputUnwritable`.
 */
export interface Storage {
  /**
   * The files that a path, a folder (all below it, hidden ones and djc's own left out) or a glob names, ordered by the
   * bytes of their paths. A path that names nothing is `InputMissing`.
   */
  list(pattern: string): AsyncIterable<Input>;
  /** The file as it is now, or undefined where there is none. */
  stat(uri: string): Promise<Input | undefined>;
  /**
   * The bytes `[start, end)`, or all, in blocks. A block is only valid until the next one is asked for.
   * An end past the file's own is the file's own.
   */
  read(
    uri: string,
    range?: { readonly start: number; readonly end: number },
  ): AsyncIterable<Uint8Array>;
  /** Opens a file for writing; its folders are made. Its name is durable unless less is asked for. */
  write(uri: string, durability?: Durability): Promise<Output>;
  /** Writes a small file unless one is there. Answers whether it did; of many callers at once one wins. */
  create(uri: string, text: string): Promise<boolean>;
  /** Gives files other names in the same storage, in order, over any files there. All are durable when it is done. */
  move(moves: readonly Move[]): Promise<void>;
  /** The names in a folder, sorted; none where there is no folder. */
  names(folder: string): Promise<readonly string[]>;
  /** Removes what writers that died have left in a folder, but nothing below its folders. */
  sweep(folder: string): Promise<void>;
  /** Removes a file, or a folder with all below it. Nothing there is fine. */
  remove(uri: string): Promise<void>;
}
