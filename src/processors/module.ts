import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { z } from 'zod';
import { isFailureType } from '../domain/failure.ts';
import { type InputFormat, inputFormats } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import type { Algorithm, Processor, Tally, TaskContext } from './processor.ts';

/** A processor of a person's own, in a file of their own. `options` are those of the job file, as they are there. */
export interface OwnProcessor<Options = Readonly<Record<string, unknown>>> {
  /** The formats it can read; all unless given. */
  readonly formats?: readonly InputFormat[];
  /** Reads the task's slices and writes its part. A `DataError` it throws may be final; any other error is tried again. */
  run(task: TaskContext, options: Options): Promise<Tally>;
}

/** Types a processor of one's own: `export default defineProcessor({ … })`. */
export function defineProcessor<Options = Readonly<Record<string, unknown>>>(
  processor: OwnProcessor<Options>,
): OwnProcessor<Options> {
  return processor;
}

const summary = 'Runs a processor of your own: a file of TypeScript or JavaScript.';

const schema = z
  .strictObject({
    type: z.literal('module'),
    path: z
      .string()
      .regex(/^[^\0]+\.(?:ts|mts|js|mjs)$/, 'a .ts, .mts, .js or .mjs file')
      .describe('The file, which exports what `defineProcessor` answers.'),
    export: z.string().min(1).default('default').describe('The name of the export.'),
    options: z
      .record(z.string(), z.json())
      .default({})
      .describe('What the processor is given, as it is here.'),
    result: z
      .string()
      .regex(/^[A-Za-z0-9_][\w.-]*$/, 'a file name of letters, digits, "-", "_" and "."')
      .default('result.txt')
      .describe("The name of the result's file."),
  })
  .describe(summary);

type Module = z.output<typeof schema>;

export const moduleProcessor: Processor = {
  type: 'module',
  summary,
  runner: 'child',
  schema,
  ownCode: (algorithm) => moduleOf(algorithm).path,
  absolute: (algorithm, base) => {
    const { path, ...rest } = moduleOf(algorithm);
    const absolute = { ...rest, path: resolve(base, path) };
    return absolute;
  },
  traits: (algorithm) => ({
    formats: inputFormats,
    consolidations: ['concatenate', 'none'],
    result: moduleOf(algorithm).result,
  }),
  async run(task, algorithm) {
    const wanted = moduleOf(algorithm);
    const own = await load(wanted);
    const { formats = inputFormats } = own;
    if (!formats.includes(task.format)) {
      const message = `expected input.format ${formats.join(' or ')}, as ${wanted.path} reads, got ${task.format}`;
      throw new DataError('BadConfig', message);
    }
    return checked(await runOwn(own, task, wanted), wanted);
  },
};

function moduleOf(algorithm: Algorithm): Module {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the job file was checked with the schema above when it was loaded
  return algorithm as unknown as Module;
}

async function load({ path, export: name }: Module): Promise<OwnProcessor> {
  if (!isAbsolute(path)) throw new DataError('BadConfig', `expected an absolute path, got ${path}`);
  const exports = await importFile(path);
  const found = exports[name];
  if (isOwnProcessor(found)) return found;
  const names = Object.keys(exports).join(', ') || 'nothing';
  throw new DataError(
    'BadConfig',
    `expected ${path} to export a processor as ${name}, made with defineProcessor({ run }), got the exports: ${names}`,
  );
}

async function importFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new DataError('BadConfig', `cannot load ${path} on this worker: ${reason}`);
  }
}

function isOwnProcessor(value: unknown): value is OwnProcessor {
  return (
    typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function'
  );
}

/** What the code says on the console goes to the task's log; what it throws fails the attempt and no more. */
async function runOwn(own: OwnProcessor, task: TaskContext, { path, options }: Module) {
  const restore = divertConsole((line) => task.log(line));
  try {
    return await own.run(task, options);
  } catch (error) {
    throw failureOf(error, path);
  } finally {
    restore();
  }
}

function failureOf(error: unknown, path: string): DataError {
  // Not by its class: the code may have loaded another djc than this.
  if (error instanceof Error && 'type' in error && isFailureType(error.type)) {
    return new DataError(error.type, error.message, { cause: error });
  }
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new DataError('ModuleFailed', `${path} failed: ${reason}`, { cause: error });
}

function divertConsole(log: (line: string) => void): () => void {
  const { debug, error, info, log: plain, warn } = console;
  const say = (...words: unknown[]) => {
    for (const line of format(...words).split('\n')) log(line);
  };
  Object.assign(console, { debug: say, error: say, info: say, log: say, warn: say });
  return () => void Object.assign(console, { debug, error, info, log: plain, warn });
}

/** Types are no promise: what it answers goes into receipts. */
function checked(tally: unknown, { path }: Module): Tally {
  const { data } = tallySchema.safeParse(tally);
  if (data) return data;
  throw new DataError(
    'ModuleFailed',
    `expected ${path} to answer { itemsIn, itemsOut } in whole numbers, got ${JSON.stringify(tally)}`,
  );
}

const count = z.int().min(0);
const tallySchema = z.object({ itemsIn: count, itemsOut: count, bytesIn: count.exactOptional() });
