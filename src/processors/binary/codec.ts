import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { DataError } from '../../errors.ts';
import type { TaskContext } from '../processor.ts';

type Decompressor = Transform & zlib.Zlib;

/** A way to compress. */
export interface Codec {
  /** What compressed files' names end with. */
  readonly suffix: string;
  /** What compressed files begin with. */
  readonly magic: readonly number[];
  compressor(level: number): Transform;
  decompressor(): Decompressor;
}

export const methods = ['gzip', 'zstd'] as const;

export const codecs: Readonly<Record<(typeof methods)[number], Codec>> = {
  gzip: {
    suffix: '.gz',
    magic: [0x1f, 0x8b],
    compressor: (level) => zlib.createGzip({ level }),
    decompressor: () => zlib.createGunzip(),
  },
  zstd: {
    suffix: '.zst',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    compressor: (level) => {
      const { compressionLevel, checksumFlag } = zstdParameters;
      const params = { [compressionLevel]: level, [checksumFlag]: 1 };
      return zstdOfRuntime('createZstdCompress')({ params });
    },
    decompressor: () => zstdOfRuntime('createZstdDecompress')({}),
  },
};

/** As zstd.h numbers them. */
const zstdParameters = { compressionLevel: 100, checksumFlag: 201 };

type ZstdMaker = (options: { readonly params?: Readonly<Record<number, number>> }) => Decompressor;

/** Node has zstd from 22.15 on. */
function zstdOfRuntime(name: 'createZstdCompress' | 'createZstdDecompress'): ZstdMaker {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the types are those of the oldest Node that djc runs on
  const make = (zlib as unknown as Readonly<Record<string, ZstdMaker | undefined>>)[name];
  if (make) return make;
  throw new DataError(
    'BadConfig',
    `expected a worker on Node 22.15 or later, which has zstd, got ${process.version}; start workers with a newer Node, or use gzip`,
  );
}

/** Writes to the part what the transform makes of the blocks, and answers how many bytes that is. */
export async function writeThrough(
  transform: Transform,
  blocks: AsyncIterable<Uint8Array>,
  task: TaskContext,
): Promise<number> {
  let length = 0;
  await pipeline(copiesOf(blocks), transform, async (made: AsyncIterable<Uint8Array>) => {
    for await (const bytes of made) {
      await task.write(bytes);
      length += bytes.length;
    }
  });
  return length;
}

/** A stream asks for the next block before it is done with the last. */
async function* copiesOf(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) yield Buffer.from(block);
}
