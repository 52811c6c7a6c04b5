import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError } from '../errors.ts';
import type { Source } from './partitioner.ts';

const blockSize = 256 * 1024;

/** Whether a file's records are read through gzip, which its name says. */
export function isGzip(uri: string): boolean {
  return uri.endsWith('.gz');
}

/** A view of gzip files in which offsets are those of the decompressed bytes. A range is read from the file's start. */
export function decompressing(source: Source): Source {
  return {
    async *read(uri, { start, end } = { start: 0, end: Infinity }) {
      let at = 0;
      for await (const block of gunzip(source.read(uri), uri)) {
        const piece = block.subarray(Math.max(0, start - at), Math.max(0, end - at));
        at += block.length;
        if (piece.length > 0) yield piece;
        if (at >= end) return;
      }
    },
  };
}

/** All members of a gzip file, one after the other. One that is damaged or cut short is `InputInvalid`. */
async function* gunzip(blocks: AsyncIterable<Uint8Array>, uri: string): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: blockSize });
  // What fails the source fails the stream, which is read below.
  pipeline(Readable.from(copies(blocks), { highWaterMark: 1 }), stream, () => undefined);
  try {
    for await (const block of stream) yield block;
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `cannot decompress ${JSON.stringify(uri)}: ${reason}; the file is cut short, damaged or not gzip`;
    throw new DataError('InputInvalid', message, { cause: error });
  }
}

/** The stream takes a block before it is done with the one before, which is not valid by then. */
async function* copies(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let isEmpty = true;
  for await (const block of blocks) {
    isEmpty = false;
    yield Buffer.from(block);
  }
  // Node takes no bytes at all for no members; `gzip` takes them for a file cut short.
  if (isEmpty) throw new Error('unexpected end of file');
}
