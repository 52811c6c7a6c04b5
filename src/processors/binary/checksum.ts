import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sliceCounter } from '../counter.ts';
import { defineOperation } from '../processor.ts';

export const checksum = defineOperation({
  operation: 'checksum',
  summary: 'Makes a checksum of each file, in the form that `sha256sum -c` and its kin read.',
  formats: ['files'],
  consolidations: ['concatenate', 'none'],
  result: 'result.txt',
  options: {
    digest: z
      .enum(['sha256', 'sha1', 'md5', 'sha512'])
      .default('sha256')
      .describe('The kind of checksum.'),
  },
  async run(task, { digest }) {
    const input = sliceCounter(task);
    for (const slice of task.slices) {
      const hash = createHash(digest);
      for await (const block of input.read(slice)) hash.update(block);
      await task.write(Buffer.from(row(hash.digest('hex'), slice.uri)));
    }
    return { itemsIn: input.items, itemsOut: input.items };
  },
});

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** As GNU coreutils print it: a backslash before the line says that there are escapes in the name. */
function row(hex: string, path: string): string {
  const escaped = path.replaceAll(/[\\\n\r]/g, (it) => escapes[it] ?? it);
  return `${escaped === path ? '' : '\\'}${hex}  ${escaped}\n`;
}
