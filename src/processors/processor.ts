import type { toCamelCaseKeys } from 'es-toolkit';
import { z } from 'zod';
import type { Cursor } from '../domain/part.ts';
import type { InputFormat, Slice } from '../domain/plan.ts';

/** What an attempt gets: its slices, where to put what it makes, and how to say how far it has got. */
export interface TaskContext {
  readonly job: string;
  readonly task: number;
  readonly attempt: number;
  readonly format: InputFormat;
  readonly slices: readonly Slice[];
  /** The slice's bytes, cut at record borders, in blocks that are only valid until the next one is asked for. */
  read(slice: Slice): AsyncIterable<Uint8Array>;
  /** Appends to the part. The bytes may be reused once the promise is kept. */
  write(bytes: Uint8Array): Promise<void>;
  /** Says how far the attempt is; cheap enough for every block. */
  advance(cursor: Cursor): void;
  /** A line in the task's log. */
  log(message: string): void;
  readonly signal: AbortSignal;
}

/** What came of a task, in items: records for text, blocks for binary, whole files else. */
export interface Tally {
  readonly itemsIn: number;
  readonly itemsOut: number;
}

/** How parts become the result. */
export const consolidations = ['merge', 'concatenate', 'none'] as const;
export type Consolidation = (typeof consolidations)[number];

/** What a processor, or one operation of it, promises about its input and its parts. */
export interface Traits {
  /** The formats it can read; the first is the default of `input.format`. */
  readonly formats: readonly [InputFormat, ...InputFormat[]];
  /** The ways its parts can be brought together; the first is the default of `output.consolidate`. */
  readonly consolidations: readonly [Consolidation, ...Consolidation[]];
  /** The result's file name. */
  readonly result: string;
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
  /** Where it runs: a built-in in a thread; one that runs a person's code beside child processes. */
  readonly runner: 'thread' | 'process';
  /** Of `algorithm`, with keys in snake_case. */
  readonly schema: z.ZodObject | z.ZodDiscriminatedUnion;
  /** Undefined where this version of djc does not know the algorithm's operation. */
  traits(algorithm: Algorithm): Traits | undefined;
  run(task: TaskContext, algorithm: Algorithm): Promise<Tally>;
}

/** One word for `algorithm.operation`. */
export interface Operation extends Traits {
  readonly operation: string;
  readonly summary: string;
  schemaFor(type: string): z.ZodObject;
  run(task: TaskContext, algorithm: Algorithm): Promise<Tally>;
}

/** What an operation or a processor without operations is written as: its options are in snake_case, as in a job file. */
interface Definition<Shape extends z.ZodRawShape> extends Traits {
  readonly summary: string;
  readonly options: Shape;
  run(task: TaskContext, options: OptionsOf<Shape>): Promise<Tally>;
}

/** The options as the code gets them: in camelCase. */
type OptionsOf<Shape extends z.ZodRawShape> = ReturnType<
  typeof toCamelCaseKeys<z.output<z.ZodObject<Shape>>>
>;

/** Ties an operation's name, documentation, options and code together in one value. */
export function defineOperation<Shape extends z.ZodRawShape>(
  definition: Definition<Shape> & { readonly operation: string },
): Operation {
  const { operation, options, summary } = definition;
  return {
    ...definition,
    schemaFor: (type) =>
      z
        .strictObject({ type: z.literal(type), operation: z.literal(operation), ...options })
        .describe(summary),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the job file was checked with `options` when it was loaded
    run: async (task, algorithm) => definition.run(task, algorithm as unknown as OptionsOf<Shape>),
  };
}
