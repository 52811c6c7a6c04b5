import { z } from 'zod';
import { type InputFormat, inputFormats, usualRules } from '../domain/plan.ts';
import type { RetryPolicy } from '../domain/retry.ts';
import type { ThresholdAnswer, Tolerance } from '../domain/tolerance.ts';
import { type NotificationSpec, notificationSchema } from '../notifiers/index.ts';
import { algorithmSchema, camelCased } from '../processors/index.ts';
import {
  type Algorithm,
  type Consolidation,
  consolidations,
  type ResultOrder,
  resultOrders,
} from '../processors/processor.ts';
import { advancedSchema } from './advanced.ts';
import { got } from './sentence.ts';
import { size } from './units.ts';

export type { NotificationSpec } from '../notifiers/index.ts';

/** A job as the workflow gets it: checked, defaults filled in, paths absolute, plain JSON. */
export interface JobSpec {
  readonly name: string;
  readonly input: {
    /** Files, folders and globs; none where there is a list. */
    readonly path: readonly string[];
    /** A file of names, one a line. */
    readonly list?: string | undefined;
    readonly format: InputFormat;
    /** Whether the first row of a csv file names its columns. */
    readonly header: boolean;
  };
  readonly algorithm: Algorithm;
  readonly compute: {
    /** As many as the workers of the pool can take unless given. */
    readonly maxConcurrentTasks?: number | undefined;
    readonly pool: string;
    /** Bytes that the programs of one attempt may hold. */
    readonly memory?: number | undefined;
  };
  readonly output: {
    /** A folder. */
    readonly path: string;
    readonly consolidate: Consolidation;
    /** By key unless given, or by count where only the most frequent are wanted. */
    readonly order?: ResultOrder | undefined;
    readonly ifExists: 'fail' | 'replace';
  };
  readonly notification: readonly NotificationSpec[];
  readonly advanced: {
    readonly batchSize?: BatchSizeSpec | undefined;
    /** Bytes. */
    readonly maxRecordBytes: number;
    /** Of one attempt of one task, in milliseconds. */
    readonly timeout: number;
    /** How long a worker may be silent before it is taken for dead, in milliseconds; 30 seconds unless given. */
    readonly heartbeatTimeout?: number | undefined;
    /** How many tasks may fail for good; none unless given. */
    readonly toleratedFailures?: Tolerance | undefined;
    /** What becomes of the job when more fail; jobs of before there was a choice end. */
    readonly onThreshold?: ThresholdAnswer | undefined;
    /** Whether the tasks' parts outlive the job. */
    readonly keepParts?: boolean | undefined;
    /** Of the whole job, in milliseconds. */
    readonly jobTimeout?: number | undefined;
    readonly retry: RetryPolicy;
    /** Milliseconds of work after which a task that can saves what it has done; jobs of before there was that never do. */
    readonly checkpointInterval?: number | undefined;
    /** Bad records that each task may take out instead of failing; none unless given. */
    readonly skip?: { readonly maxRecords: number } | undefined;
  };
}

/** How much input one task gets: bytes, or whole files. */
interface BatchSizeSpec {
  readonly bytes?: number | undefined;
  readonly items?: number | undefined;
}

/** Names go into workflow ids, task queues, folders and shell commands. */
const nameSchema = z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, {
  error: ({ input: name }) => {
    const safe = String(name)
      .match(/[A-Za-z0-9][\w.-]*/g)
      ?.join('-')
      .slice(0, 100);
    const hint = safe === undefined ? '' : ` — did you mean ${safe}?`;
    return `expected a name of up to 100 letters, digits, "-", "_" and ".", got ${got(name)}${hint}`;
  },
});

const pathSchema = z
  .string()
  .regex(/^[^\0]+$/, 'a path')
  .superRefine((text, context) => {
    const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
    if (scheme === undefined) return;
    context.addIssue({
      code: 'custom',
      message: `expected a path such as logs/ or /data/logs, got ${got(text)}: djc cannot read or write ${scheme}:// addresses; the only storage it knows is files`,
    });
  });

const inputSchema = z
  .strictObject({
    path: z
      .union(
        [
          pathSchema,
          z.array(pathSchema).min(1),
          z.strictObject({ list: pathSchema.describe('A file of paths, one a line.') }),
        ],
        'a path, a list of paths, or {list: FILE}',
      )
      .describe('A file, a folder, a glob, a list of them, or {list: FILE}.'),
    format: z
      .enum(inputFormats)
      .optional()
      .describe(
        'What the bytes of the input are; the first that the algorithm can read unless given.',
      ),
    header: z
      .boolean()
      .default(usualRules.header)
      .describe('For csv: whether the first row of each file names the columns.'),
  })
  .describe('What the job reads.');

const outputSchema = z
  .strictObject({
    path: pathSchema.describe('The folder that takes the result.'),
    consolidate: z
      .enum(consolidations)
      .optional()
      .describe("How the tasks' parts become the result; as suits the algorithm unless given."),
    order: z
      .enum(resultOrders)
      .optional()
      .describe(
        'For rows of counts: sorted by key, or by count from the highest down; by key unless given, with algorithm.top by count.',
      ),
    if_exists: z
      .enum(['fail', 'replace'])
      .default('fail')
      .describe('What to do where the folder holds a result already.'),
  })
  .describe('Where the result goes.');

const computeSchema = z
  .strictObject({
    max_concurrent_tasks: z
      .int()
      .min(1)
      .max(2_000)
      .optional()
      .describe('How many tasks of the job run at once, over all workers.'),
    pool: nameSchema.default('default').describe('The pool of workers that runs the tasks.'),
    memory: size
      .optional()
      .describe('How much memory the programs of one attempt of a command or a module may hold.'),
  })
  .prefault({})
  .describe('Who runs the tasks.');

/** What each task does: snake_case in, camelCase out. */
export const algorithmInFile = algorithmSchema
  .transform(camelCased)
  .describe('What each task does.');

/** A job file's value, with keys in snake_case. */
export const jobFileSchema = z.strictObject(
  {
    name: nameSchema.describe('A name for people; the job id starts with it.'),
    input: inputSchema,
    algorithm: algorithmInFile,
    compute: computeSchema,
    output: outputSchema,
    notification: z
      .array(notificationSchema)
      .default([])
      .describe('Who is told how the job ended.'),
    advanced: advancedSchema,
  },
  {
    error: ({ code }) =>
      code === 'invalid_type' ? 'a map with name, input, algorithm and output' : undefined,
  },
);

/** What the schema makes of a job file without problems: defaults that need no thought filled in, units read. */
export type CheckedJobFile = z.output<typeof jobFileSchema>;
