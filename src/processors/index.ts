import { toCamelCaseKeys } from 'es-toolkit';
import { z } from 'zod';
import { binaryProcessor } from './binary.ts';
import { command } from './command.ts';
import { moduleProcessor } from './module.ts';
import type { Algorithm, Processor, Traits } from './processor.ts';
import { sql } from './sql.ts';
import { textProcessor } from './text.ts';

/** Every built-in processor. To add one: write its file, then name it here. */
export const processors: readonly Processor[] = [
  textProcessor,
  binaryProcessor,
  command,
  sql,
  moduleProcessor,
];

export const processorTypes: readonly string[] = processors.map(({ type }) => type);

const [firstSchema, ...otherSchemas] = processors.map(({ schema }) => schema);

/** The value of `algorithm` in a job file, with keys in snake_case. */
export const algorithmSchema = z.discriminatedUnion('type', [
  // oxlint-disable-next-line typescript/no-non-null-assertion -- the list above is not empty
  firstSchema!,
  ...otherSchemas,
]);

/** A checked algorithm as the code gets it. The keys of a person's own options are not ours to change. */
export function camelCased(written: unknown): Algorithm {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every processor's schema has `type`
  const algorithm = toCamelCaseKeys(written) as Algorithm;
  const isMap = typeof written === 'object' && written !== null;
  return isMap && 'options' in written
    ? Object.assign(algorithm, { options: written.options })
    : algorithm;
}

const byType = new Map(processors.map((it) => [it.type, it]));

export function processorOf({ type }: Algorithm): Processor | undefined {
  return byType.get(type);
}

export function traitsOf(algorithm: Algorithm): Traits | undefined {
  return processorOf(algorithm)?.traits(algorithm);
}
