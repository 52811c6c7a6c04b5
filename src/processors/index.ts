import { z } from 'zod';
import { binaryProcessor } from './binary.ts';
import { command } from './command.ts';
import type { Algorithm, Processor, Traits } from './processor.ts';
import { textProcessor } from './text.ts';

/** Every built-in processor. To add one: write its file, then name it here. */
export const processors: readonly Processor[] = [textProcessor, binaryProcessor, command];

export const processorTypes: readonly string[] = processors.map(({ type }) => type);

const [firstSchema, ...otherSchemas] = processors.map(({ schema }) => schema);

/** The value of `algorithm` in a job file, with keys in snake_case. */
export const algorithmSchema = z.discriminatedUnion('type', [
  // oxlint-disable-next-line typescript/no-non-null-assertion -- the list above is not empty
  firstSchema!,
  ...otherSchemas,
]);

const byType = new Map(processors.map((it) => [it.type, it]));

export function processorOf({ type }: Algorithm): Processor | undefined {
  return byType.get(type);
}

export function traitsOf(algorithm: Algorithm): Traits | undefined {
  return processorOf(algorithm)?.traits(algorithm);
}
