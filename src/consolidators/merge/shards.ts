import { mergeRows } from '../../rows/merge-rows.ts';
import { firstNotBefore, rowFrom } from '../../rows/find-row.ts';
import type { Storage, Written } from '../../storage/storage.ts';
import type { WinningPart } from '../consolidator.ts';
import { readChecked } from '../read-parts.ts';
import { writeBlocks } from '../write-blocks.ts';
import { mergeAll } from './tree.ts';

/** The rows of all parts whose keys lie between two borders. Plain data: it crosses to a thread. */
export interface Shard {
  /** Which of the shards, from 0, and how many there are. */
  readonly number: number;
  readonly count: number;
  /** The folder that takes what is written. */
  readonly into: string;
  readonly parts: readonly PartRange[];
}

interface PartRange extends WrittenAt {
  /** Bytes `[start, end)` of the part. */
  readonly start: number;
  readonly end: number;
}

export interface WrittenAt extends Written {
  readonly uri: string;
}

/** Fewer bytes of parts than this are merged in one thread before others have begun. */
const worthSharing = 8 * 1024 ** 2;

interface Sharding {
  readonly parts: readonly WinningPart[];
  /** How many shards are wanted. */
  readonly count: number;
  readonly into: string;
  readonly storage: Storage;
  /** Bytes of all parts from which on it is worth it. */
  readonly least?: number;
}

/**
 * Cuts the merge of sorted parts by keys into as many shards of about the same size; none where it is not worth it. The
 * borders are keys of the biggest part, which the others are taken to resemble.
 */
export async function shardsOf({
  parts,
  count,
  into,
  storage,
  least = worthSharing,
}: Sharding): Promise<readonly Shard[]> {
  const files = parts.map(({ uri, receipt }) => ({
    uri,
    bytes: receipt.bytesOut,
    sha256: receipt.sha256,
    size: receipt.bytesOut,
    storage,
  }));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const biggest = files.toSorted((one, other) => other.size - one.size)[0];
  if (!biggest || files.length < 2 || total < least) return [];
  const borders = await Promise.all(
    files.map(async (file) => [0, ...(await cutsOf(file, biggest, count)), file.size]),
  );
  return Array.from({ length: count }, (_, number) => ({
    number,
    count,
    into,
    parts: files.map(({ uri, bytes, sha256 }, index) => {
      const [start = 0, end = 0] = borders[index]?.slice(number, number + 2) ?? [];
      return { uri, bytes, sha256, start, end };
    }),
  }));
}

type RowFile = Parameters<typeof rowFrom>[0];

/** Where a file is cut, by keys that cut the other one evenly. */
async function cutsOf(file: RowFile, even: RowFile, count: number): Promise<readonly number[]> {
  const cuts: number[] = [];
  for (let border = 1; border < count; border++) {
    const row = await rowFrom(even, Math.floor((border * even.size) / count));
    cuts.push(row ? await firstNotBefore(file, row.key) : file.size);
  }
  return cuts;
}

/** Merges the rows of a shard into a file, and checks its share of the parts as a whole. Throws `PartDamaged`. */
export async function mergeShard(
  { number, count, into, parts }: Shard,
  { storage, signal }: { readonly storage: Storage; readonly signal: AbortSignal },
): Promise<WrittenAt> {
  for (const [index, part] of parts.entries()) {
    if (index % count !== number) continue;
    for await (const block of readChecked(part, storage)) void block;
  }
  const sources = parts
    .filter(({ start, end }) => end > start)
    .map(({ uri, start, end }) => ({ uri, open: () => rowsIn(storage, uri, { start, end }) }));
  const folder = `${into}/shards`;
  const rows = await mergeAll(sources, {
    task: { storage, signal },
    folder: `${folder}/${number}-rounds`,
    merge: mergeRows,
  });
  const uri = `${folder}/${number}`;
  return { uri, ...(await writeBlocks(await storage.write(uri, 'nothing'), rows)) };
}

async function* rowsIn(
  storage: Storage,
  uri: string,
  range: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  yield* storage.read(uri, range);
}
