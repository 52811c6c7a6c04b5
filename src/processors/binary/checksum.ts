import { z } from 'zod';
import { sliceCounter } from '../counter.ts';
import { defineOperation } from '../processor.ts';
import { type Digest, digests, withDigest } from './checksum/digest.ts';
import { joinRanges, rangeRow, row } from './checksum/rows.ts';

export const checksum = defineOperation({
  operation: 'checksum',
  summary: 'Makes a checksum of each file, in the form that `sha256sum -c` and its kin read.',
  formats: ['files'],
  consolidations: ['concatenate', 'none'],
  result: 'result.txt',
  options: {
    digest: z.enum(digests).default('sha256').describe('The kind of checksum.'),
  },
  traitsWith: ({ digest }) =>
    digest === 'crc32' ? { formats: ['files', 'binary'], finish: joinRanges } : {},
  async run(task, { digest }) {
    const input = sliceCounter(task);
    const rowOf = digest === 'crc32' ? rangeRow : row;
    for (const slice of task.slices) {
      const hex = await withDigest(digest, async (hash) => hashed(input.read(slice), hash));
      await task.write(Buffer.from(rowOf(hex, slice)));
    }
    return { itemsIn: input.items, itemsOut: input.items };
  },
});

async function hashed(blocks: AsyncIterable<Uint8Array>, digest: Digest): Promise<string> {
  for await (const block of blocks) digest.update(block);
  return digest.hex();
}
