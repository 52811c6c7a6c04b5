import { createHash } from 'node:crypto';
import { DataError } from '../errors.ts';
import { damaged } from '../rows/damaged.ts';
import type { Storage, Written } from '../storage/storage.ts';
import type { ConsolidationTask, WinningPart } from './consolidator.ts';

/** Reads parts, and tells the task how many bytes of them it has read in all. Throws `PartDamaged` like `readChecked`. */
export function partReader(task: ConsolidationTask) {
  let total = 0;
  return async function* read({ uri, receipt }: WinningPart): AsyncGenerator<Uint8Array> {
    const promised = { bytes: receipt.bytesOut, sha256: receipt.sha256 };
    for await (const block of readChecked({ uri, ...promised }, task.storage)) {
      task.signal.throwIfAborted();
      total += block.length;
      task.advance(total);
      yield block;
    }
  };
}

/** The blocks of a file. Throws `PartDamaged` after the last one unless they were the bytes that were promised. */
export async function* readChecked(
  { uri, bytes, sha256 }: Written & { readonly uri: string },
  storage: Storage,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const block of storage.read(uri)) {
      hash.update(block);
      length += block.length;
      yield block;
    }
  } catch (error) {
    const isGone = error instanceof DataError && error.type === 'InputMissing';
    throw isGone ? damaged(uri, 'it is gone') : error;
  }
  const found = hash.digest('hex');
  if (length === bytes && found === sha256) return;
  throw damaged(uri, `expected ${bytes} bytes with sha256 ${sha256}, got ${length} with ${found}`);
}
