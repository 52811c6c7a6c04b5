import { toCamelCaseKeys } from 'es-toolkit';
import { z } from 'zod';
import type { Cursor } from '../domain/part.ts';
import type { InputFormat, RecordRules, Slice } from '../domain/plan.ts';
import type { OneRecord } from '../partitioners/one-by-one.ts';
import type { Group, GroupOptions } from '../runners/process-group.ts';

/** What an attempt gets: its slices, where to put what it makes, and how to say how far it has got. */
export interface TaskContext {
  readonly job: string;
  readonly task: number;
  readonly attempt: number;
  readonly format: InputFormat;
  /** What the job file says of the input's records. */
  readonly rules: RecordRules;
  /** Bytes that the attempt may hold; as much as suits the processor where the job file does not say. */
  readonly memory: number | undefined;
  readonly slices: readonly Slice[];
  /** Whether what is read of a slice may lack records, so that nobody may read its file himself. */
  readonly isSelection: boolean;
  /** The slice's bytes, cut at record borders, in blocks that are only valid until the next one is asked for. */
  read(slice: Slice): AsyncIterable<Uint8Array>;
  /** Appends to the part. The bytes may be reused once the promise is kept. */
  write(bytes: Uint8Array): Promise<void>;
  /** The records of a slice of text, csv or jsonl, one by one, a header left out; each only valid until the next. */
  records(slice: Slice): AsyncIterable<OneRecord>;
  /**
   * Takes a record out that cannot be processed: it goes to `dead-letter/`. It counts as an item of the input all the
   * same. Throws a final failure where the job file's `advanced.skip` does not allow so many.
   */
  reject(record: OneRecord, reason: string): Promise<void>;
  /** Says how far the attempt is; cheap enough for every block. */
  advance(cursor: Cursor): void;
  /** A line in the task's log. */
  log(message: string): void;
  readonly signal: AbortSignal;
  /** Starts a program that is gone when the signal is aborted, when it holds more memory than the job allows, and when this process dies. */
  spawn(argv: readonly [string, ...string[]], options: SpawnOptions): Group;
  /** Exit codes of programs that another attempt would not mend. */
  readonly nonRetryableExitCodes: readonly number[];
  /** For what does not fit in memory. */
  readonly scratch: Scratch;
}

type SpawnOptions = Pick<GroupOptions, 'env' | 'signal' | 'reports' | 'grace'>;

/** Files of one attempt's own, which are gone when it ends. */
export interface Scratch {
  /** The folder of the files, for programs that write their own; not there before the first file. */
  readonly folder: string;
  write(name: string, blocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void>;
  read(name: string): AsyncGenerator<Uint8Array>;
}

/** What came of a task, in items: records for text, blocks for binary, whole files else. */
export interface Tally {
  readonly itemsIn: number;
  readonly itemsOut: number;
  /** Bytes of input, where not all of them were read through the context. */
  readonly bytesIn?: number | undefined;
  /** Bytes of the part that were made of each slice, in their order; `collect` needs them. */
  readonly lengths?: readonly number[] | undefined;
}

/** How parts become the result. */
export const consolidations = ['merge', 'concatenate', 'collect', 'sql', 'none'] as const;
export type Consolidation = (typeof consolidations)[number];

/** What the rows of a merged result are sorted by: their keys' bytes, or their counts, the highest first. */
export const resultOrders = ['key', 'count'] as const;
export type ResultOrder = (typeof resultOrders)[number];

/** What a processor, or one operation of it, promises about its input and its parts. */
export interface Traits {
  /** The formats it can read; the first is the default of `input.format`. */
  readonly formats: readonly [InputFormat, ...InputFormat[]];
  /** The ways its parts can be brought together; the first is the default of `output.consolidate`. */
  readonly consolidations: readonly [Consolidation, ...Consolidation[]];
  /** The result's file name. */
  readonly result: string;
  /** Whether its merged rows can be sorted by count too. */
  readonly isRanked?: true;
  /**
   * Whether its input may be worked through in legs, each cut at a record's end, whose parts together, by the first of
   * `consolidations`, are the part of the whole: then a successor goes on where an attempt died.
   */
  readonly isResumable?: true;
  /** How many of the most frequent rows are wanted; all unless given. */
  readonly top?: number | undefined;
  /** What becomes of the result's bytes once all parts are in one file; nothing unless given. Blocks as in `Storage.read`. */
  readonly finish?: (blocks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** For `collect`: the name of a file of the result from that of its input; the same unless given. */
  readonly rename?: (name: string) => string;
}

/** The value of `algorithm` once the job file is loaded: checked, defaults filled in, keys in camelCase. */
export interface Algorithm {
  readonly type: string;
  readonly operation?: string | undefined;
}

/** One word for `algorithm.type`. */
export interface Processor {
  readonly type: string;
  readonly summary: string;
  /** Where it runs: in a thread, beside the child processes that it starts, or in a child process of its own. */
  readonly runner: 'thread' | 'process' | 'child';
  /** What a person must allow before a worker runs it: a shell line, or a file of code. Absent for djc's own code. */
  readonly ownCode?: (algorithm: Algorithm) => string;
  /** The algorithm with its relative paths made absolute, from the folder `base`. Absent where it has none. */
  readonly absolute?: (algorithm: Algorithm, base: string) => Algorithm;
  /** Of `algorithm`, with keys in snake_case. */
  readonly schema: z.ZodObject | z.ZodDiscriminatedUnion;
  /** Undefined where this version of djc does not know the algorithm's operation. */
  traits(algorithm: Algorithm): Traits | undefined;
  run(task: TaskContext, algorithm: Algorithm): Promise<Tally>;
}

/** One word for `algorithm.operation`. */
export interface Operation {
  readonly operation: string;
  readonly summary: string;
  traits(algorithm: Algorithm): Traits;
  schemaFor(type: string): z.ZodObject;
  run(task: TaskContext, algorithm: Algorithm): Promise<Tally>;
}

/** What an operation or a processor without operations is written as: its options are in snake_case, as in a job file. */
interface Definition<Shape extends z.ZodRawShape> extends Traits {
  readonly summary: string;
  readonly options: Shape;
  /** Which option does not go with the others, and why, as a sentence that starts with "expected". */
  readonly conflict?: (options: OptionsOf<Shape>) => Conflict | undefined;
  /** What is different under some options. */
  readonly traitsWith?: (options: OptionsOf<Shape>) => Partial<Traits>;
  run(task: TaskContext, options: OptionsOf<Shape>): Promise<Tally>;
}

interface Conflict {
  readonly option: string;
  readonly message: string;
}

/** The options as the code gets them: in camelCase. */
type OptionsOf<Shape extends z.ZodRawShape> = ReturnType<
  typeof toCamelCaseKeys<z.output<z.ZodObject<Shape>>>
>;

/** Ties an operation's name, documentation, options and code together in one value. */
export function defineOperation<Shape extends z.ZodRawShape>(
  definition: Definition<Shape> & { readonly operation: string },
): Operation {
  const { operation, options, summary, traitsWith = () => ({}) } = definition;
  const { formats, consolidations: ways, result, isRanked, isResumable } = definition;
  const { rename, conflict } = definition;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the job file was checked with `options` when it was loaded
  const optionsOf = (algorithm: object) => algorithm as unknown as OptionsOf<Shape>;
  return {
    operation,
    summary,
    traits: (algorithm) => ({
      formats,
      consolidations: ways,
      result,
      ...(isRanked && { isRanked }),
      ...(isResumable && { isResumable }),
      ...(rename && { rename }),
      ...traitsWith(optionsOf(algorithm)),
    }),
    schemaFor: (type) =>
      z
        .strictObject({ type: z.literal(type), operation: z.literal(operation), ...options })
        .superRefine((written: object, context) => {
          const found = conflict?.(optionsOf(toCamelCaseKeys(written)));
          if (found)
            context.addIssue({ code: 'custom', path: [found.option], message: found.message });
        })
        .describe(summary),
    run: async (task, algorithm) => definition.run(task, optionsOf(algorithm)),
  };
}
