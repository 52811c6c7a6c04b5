import { z } from 'zod';
import type { Slice } from '../../domain/plan.ts';
import { sliceCounter } from '../counter.ts';
import { defineOperation, type TaskContext } from '../processor.ts';
import { matchesIn } from './find/matches.ts';
import { bytesOf, checkPattern } from './find/pattern.ts';

export const find = defineOperation({
  operation: 'find',
  summary: 'Finds every place where a sequence of bytes begins.',
  formats: ['binary', 'files'],
  consolidations: ['concatenate', 'none'],
  result: 'result.tsv',
  options: {
    pattern: z
      .string()
      .superRefine(checkPattern)
      .describe('Text, or bytes in hex: `hex:de ad be ef`.'),
  },
  async run(task, { pattern }) {
    const input = sliceCounter(task);
    const sought = bytesOf(pattern);
    let found = 0;
    for (const slice of task.slices) {
      const name = escaped(slice.uri);
      const blocks = joined(input.read(slice), after(slice, sought.length - 1, task));
      for await (const offsets of matchesIn(blocks, sought)) {
        const rows = offsets.map((offset) => `${name}\t${slice.start + offset}\n`);
        await task.write(Buffer.from(rows.join('')));
        found += offsets.length;
      }
    }
    return { itemsIn: input.items, itemsOut: found, bytesIn: input.bytes };
  },
});

/** The bytes after a slice that a match may reach into that begins in it. */
async function* after(slice: Slice, bytes: number, task: TaskContext): AsyncGenerator<Uint8Array> {
  const { end, size } = slice;
  if (end < size) yield* task.read({ ...slice, start: end, end: Math.min(end + bytes, size) });
}

async function* joined(...parts: readonly AsyncIterable<Uint8Array>[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* part;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** A name that fits into a field of a row. */
function escaped(name: string): string {
  return name.replaceAll(/[\\\t\n\r]/g, (it) => escapes[it] ?? it);
}
