import type { Slice } from '../../domain/plan.ts';
import { DataError } from '../../errors.ts';
import { sliceCounter } from '../counter.ts';
import { defineOperation, type TaskContext } from '../processor.ts';
import { type Codec, codecs, writeThrough } from './codec.ts';

/** What the name of a compressed file becomes; another one stays. */
const suffixes = [
  [/\.(gz|zst)$/, ''],
  [/\.(tgz|tzst)$/, '.tar'],
] as const;

export const decompress = defineOperation({
  operation: 'decompress',
  summary: 'Decompresses each file, by gzip or zstd, whichever its first bytes tell.',
  formats: ['files'],
  consolidations: ['collect', 'concatenate', 'none'],
  result: 'result',
  options: {},
  traitsWith: () => ({
    rename: (name) => suffixes.reduce((it, [from, to]) => it.replace(from, to), name),
  }),
  async run(task) {
    const input = sliceCounter(task);
    const lengths: number[] = [];
    for (const slice of task.slices) {
      const codec = await codecOf(slice, task);
      lengths.push(await decompressed({ slice, codec, blocks: input.read(slice), task }));
    }
    return { itemsIn: input.items, itemsOut: input.items, bytesIn: input.bytes, lengths };
  },
});

async function codecOf(slice: Slice, task: TaskContext): Promise<Codec> {
  const head: number[] = [];
  for await (const block of task.read({ ...slice, end: Math.min(4, slice.end) }))
    head.push(...block);
  const codec = Object.values(codecs).find(({ magic }) => magic.every((it, at) => it === head[at]));
  if (codec) return codec;
  throw new DataError(
    'InputInvalid',
    `expected a file compressed by gzip or zstd, got ${JSON.stringify(slice.uri)}, which begins with ${Buffer.from(head).toString('hex') || 'nothing'}`,
  );
}

interface Stage {
  readonly slice: Slice;
  readonly codec: Codec;
  readonly blocks: AsyncIterable<Uint8Array>;
  readonly task: TaskContext;
}

/**
 * Writes a decompressed file to the part, and answers its length. Node 22 takes half a zstd file for a whole one, and
 * Node of any age ends at the end of the first frame; both are found out by a byte too many, which only a decompressor
 * that waits for more will take.
 */
async function decompressed({ slice, codec, blocks, task }: Stage): Promise<number> {
  const decompressor = codec.decompressor();
  try {
    const length = await writeThrough(decompressor, withOneMore(blocks), task);
    const unread = slice.size - decompressor.bytesWritten;
    if (unread === 0) return length;
    throw notWhole(slice, unread > 0 ? 'bytes follow its end' : 'unexpected end of file');
  } catch (error) {
    const { code = '', message } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
    if (code === 'ABORT_ERR') throw notWhole(slice, 'bytes follow its end');
    throw /^(Z|ZSTD)_/.test(code) ? notWhole(slice, message) : error;
  }
}

async function* withOneMore(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let last: Uint8Array | undefined;
  for await (const block of blocks) {
    if (last) yield last;
    last = Buffer.from(block);
  }
  yield Buffer.concat([last ?? new Uint8Array(), Uint8Array.of(0)]);
}

function notWhole({ uri }: Slice, reason: string | undefined): DataError {
  return new DataError(
    'InputInvalid',
    `expected one whole compressed file, got ${JSON.stringify(uri)}: ${reason}`,
  );
}
