import { z } from 'zod';
import { duration } from '../config/units.ts';
import { runPerItem } from './command/per-item.ts';
import { runPerTask } from './command/per-task.ts';
import { hasPlaceholder } from './command/placeholders.ts';
import type { Algorithm, Processor } from './processor.ts';

const summary =
  'Runs a shell line for each task, with its bytes on stdin, or for each item, with its name in the line; what it prints is the part.';

const schema = z
  .strictObject({
    type: z.literal('command'),
    run: z.string().trim().min(1).describe('The line that /bin/sh runs.'),
    per: z
      .enum(['task', 'item'])
      .optional()
      .describe(
        'What the line is run for: each task, or each item, which it names by {}; task unless given.',
      ),
    grace: duration
      .optional()
      .describe('How long its programs may go on after SIGTERM; 5s unless given.'),
  })
  .refine(({ per, run }) => per !== 'item' || hasPlaceholder(run), {
    path: ['run'],
    error: 'a line with {} (or {/}, {.}, {//}, {/.}) where the item goes, as `per: item` asks',
  })
  .describe(summary);

type Command = z.output<typeof schema>;

export const command: Processor = {
  type: 'command',
  summary,
  runner: 'process',
  schema,
  ownCode: (algorithm) => optionsOf(algorithm).run,
  traits: (algorithm) => ({
    formats: optionsOf(algorithm).per === 'item' ? ['files', 'text'] : ['text', 'files', 'binary'],
    consolidations: ['concatenate', 'none'],
    result: 'result.txt',
    // Items are cut off from each other anyway.
    ...(optionsOf(algorithm).per === 'item' && { isResumable: true }),
  }),
  async run(task, algorithm) {
    const { run, per, grace } = optionsOf(algorithm);
    return per === 'item' ? runPerItem({ run, grace }, task) : runPerTask({ run, grace }, task);
  },
};

function optionsOf(algorithm: Algorithm): Command {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the job file was checked with the schema above when it was loaded
  return algorithm as Command;
}
