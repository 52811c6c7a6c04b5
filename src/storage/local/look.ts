import { type BigIntStats, stat as statWithCallback } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Input } from '../../domain/plan.ts';
import { codeOf, isAbsent, unreadable } from './failure.ts';

// Not that of node:fs/promises, which makes buffers of its own for each file: a fifth of the time that a long listing takes.
const stat = promisify(statWithCallback);

/** What is at a path, links followed; undefined where they lead to nothing. */
export async function look(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (isAbsent(error) || ['ELOOP', 'ENAMETOOLONG'].includes(codeOf(error))) return undefined;
    throw unreadable(path, error);
  }
}

/** The file as it is now; undefined where there is none, or something that is not a file. */
export async function inputAt(path: string): Promise<Input | undefined> {
  const plain = resolve(path);
  const stats = await look(plain);
  return stats?.isFile() ? inputOf(plain, stats) : undefined;
}

export function inputOf(path: string, { size, mtimeNs }: BigIntStats): Input {
  return { uri: path, size: Number(size), fingerprint: `${size}-${mtimeNs}` };
}
