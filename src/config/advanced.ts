import { z } from 'zod';
import { failureTypes } from '../domain/failure.ts';
import { thresholdAnswers } from '../domain/tolerance.ts';
import { duration, size, tolerance } from './units.ts';

const retrySchema = z
  .strictObject({
    max_attempts: z.int().min(1).default(5).describe('Attempts of one task, the first included.'),
    initial_interval: duration.prefault('1s').describe('The wait before the second attempt.'),
    backoff_coefficient: z
      .number()
      .min(1)
      .default(2)
      .describe('How much longer each wait is than the one before.'),
    max_interval: duration.prefault('1m').describe('No wait is longer than this.'),
    jitter: z
      .union([z.literal('full'), z.number().min(0).max(1)], 'full, or a number from 0 to 1')
      .default('full')
      .describe(
        'How far a wait may stray from the computed one: full is from none to that, 0.2 is ±20 %.',
      ),
    non_retryable: z
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `Object.keys` forgets which keys
      .array(z.enum(Object.keys(failureTypes) as (keyof typeof failureTypes)[]))
      .default([])
      .describe('Types of failure that are never tried again.'),
    non_retryable_exit_codes: z
      .array(z.int().min(1).max(255))
      .default([])
      .describe('Exit codes of commands that are never tried again.'),
  })
  .prefault({})
  .describe('What happens after a failed attempt.');

/** A busy worker speaks every three seconds. */
const heartbeatTimeout = duration
  .refine((it) => it >= 5_000, {
    error: ({ input }) => `expected at least 5s, got ${Number(input) / 1_000}s`,
  })
  .prefault('30s');

/** `advanced` of a job file, with keys in snake_case. */
export const advancedSchema = z
  .strictObject({
    batch_size: z
      .union(
        [size, z.strictObject({ items: z.int().min(1).describe('Whole files.') })],
        'a size such as 64MiB, or {items: 100}',
      )
      .optional()
      .describe(
        'How much input one task gets; chosen from the input and the workers unless given.',
      ),
    max_record_bytes: size
      .prefault('64MiB')
      .describe('The longest line, row or JSON value that is taken, its line end included.'),
    timeout: duration.prefault('10m').describe('How long one attempt of one task may take.'),
    job_timeout: duration.optional().describe('How long the whole job may take.'),
    heartbeat_timeout: heartbeatTimeout.describe(
      'How long a worker may be silent before it is taken for dead.',
    ),
    retry: retrySchema,
    tolerated_failures: tolerance
      .prefault(0)
      .describe('How many tasks may fail for good: a count, or a share of all such as 5%.'),
    on_threshold: z
      .enum(thresholdAnswers)
      .default('attention')
      .describe('When more fail: wait for a person (attention), or end the job (fail).'),
    checkpoint_interval: duration
      .prefault('10s')
      .describe(
        'The least time between two checkpoints of a long task, from which the next attempt goes on.',
      ),
    skip: z
      .strictObject({
        max_records: z
          .int()
          .min(1)
          .max(100_000)
          .describe('The most bad records that a task may take out; with more it fails.'),
      })
      .optional()
      .describe('Takes bad records out, into dead-letter/, instead of failing their task.'),
    keep_parts: z
      .boolean()
      .default(false)
      .describe("Whether the tasks' parts are kept when the job has succeeded."),
  })
  .prefault({})
  .describe('What rarely needs a change.');
