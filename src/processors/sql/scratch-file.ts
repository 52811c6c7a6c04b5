import { closeSync, openSync, writeSync } from 'node:fs';
import { unwritable } from '../../storage/local/failure.ts';

/** A file that only DuckDB reads, and that is gone when the attempt ends. */
export interface ScratchFile {
  /** Bytes written so far. */
  readonly length: number;
  write(bytes: Uint8Array): void;
  /** Safe to call twice. */
  close(): void;
}

/**
 * Opens one in a folder that is there. Not by way of the storage, which hashes what it writes; in a thread of its own it may
 * wait for each write. Throws `OutputUnwritable`.
 */
export function scratchFile(path: string): ScratchFile {
  const written = <Answer>(write: () => Answer): Answer => {
    try {
      return write();
    } catch (error) {
      throw unwritable('write', path, error);
    }
  };
  const file = written(() => openSync(path, 'w'));
  let [length, isOpen] = [0, true];
  return {
    get length() {
      return length;
    },
    write(bytes) {
      for (let at = 0; at < bytes.length;) at += written(() => writeSync(file, bytes, at));
      length += bytes.length;
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}
