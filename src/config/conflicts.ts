import { z } from 'zod';
import { inputFormats } from '../domain/plan.ts';
import { traitsOf } from '../processors/index.ts';
import { consolidations, resultOrders, type Traits } from '../processors/processor.ts';
import { algorithmInFile } from './job-config.ts';
import type { Finding } from './problem.ts';
import { got, oneOf } from './sentence.ts';
import { duration } from './units.ts';

/** The parts of a job file that ask something of each other; one that is wrong in itself counts as left out. */
const partsSchema = lenient(
  z.object({
    algorithm: lenient(algorithmInFile),
    input: lenient(
      z.object({ format: lenient(z.enum(inputFormats)), header: lenient(z.boolean()) }),
    ),
    output: lenient(
      z.object({
        consolidate: lenient(z.enum(consolidations)),
        order: lenient(z.enum(resultOrders)),
      }),
    ),
    advanced: lenient(
      z.object({
        batch_size: lenient(z.object({ items: z.int().min(1) })),
        retry: lenient(
          z.object({ initial_interval: lenient(duration), max_interval: lenient(duration) }),
        ),
      }),
    ),
  }),
);

type Parts = NonNullable<z.output<typeof partsSchema>>;

/** Where the parts of a job file contradict each other. */
export function conflictsIn(file: unknown): Finding[] {
  const parts = partsSchema.parse(file) ?? {};
  const { algorithm } = parts;
  const traits = algorithm && traitsOf(algorithm);
  return [
    ...(traits ? conflictsWith(traits, algorithm.operation ?? algorithm.type, parts) : []),
    ...conflictsOfRetry(parts),
  ];
}

function conflictsWith(
  traits: Traits,
  name: string,
  { algorithm, input, output, advanced }: Parts,
): Finding[] {
  const { formats, consolidations: ways } = traits;
  const format = input?.format ?? formats[0];
  const way = output?.consolidate ?? ways[0];
  const findings: Finding[] = [];
  if (!formats.includes(format)) {
    const message = `expected ${oneOf(formats)}, as ${name} reads, got ${got(format)}`;
    findings.push({ path: ['input', 'format'], message });
  }
  if (input?.header !== undefined && format !== 'csv') {
    const message = `expected header only with input.format csv, but this job's is ${format}`;
    findings.push({ path: ['input', 'header'], message });
  }
  if (format === 'parquet' && hasColumns(algorithm)) {
    const message = `expected no columns for input.format parquet, whose files name theirs with their types`;
    findings.push({ path: ['algorithm', 'columns'], message });
  }
  if (!ways.includes(way)) {
    const message = `expected ${oneOf(ways)}, as ${name} can, got ${got(way)}`;
    findings.push({ path: ['output', 'consolidate'], message });
  }
  if (output?.order && !(way === 'merge' && traits.isRanked)) {
    const message = `expected order only where counts of words or values are merged, but this job's result is that of ${name}, ${way}`;
    findings.push({ path: ['output', 'order'], message });
  }
  if (advanced?.batch_size && format !== 'files') {
    const message = `expected a size such as 64MiB, got {items: ${advanced.batch_size.items}}: only input.format files is counted in items, and this job's is ${format}`;
    findings.push({ path: ['advanced', 'batch_size'], message });
  }
  return findings;
}

function hasColumns(algorithm: Parts['algorithm']): boolean {
  const columns: unknown = algorithm && 'columns' in algorithm ? algorithm.columns : undefined;
  return Array.isArray(columns) && columns.length > 0;
}

function conflictsOfRetry({ advanced: { retry } = {} }: Parts): Finding[] {
  const { initial_interval: initial = 1_000, max_interval: max = 60_000 } = retry ?? {};
  if (initial <= max) return [];
  const key = retry?.max_interval === undefined ? 'initial_interval' : 'max_interval';
  const message = `expected an initial_interval of at most max_interval, got ${initial / 1_000}s and ${max / 1_000}s`;
  return [{ path: ['advanced', 'retry', key], message }];
}

function lenient<Schema extends z.ZodType>(schema: Schema) {
  return z.optional(schema).catch(undefined);
}
