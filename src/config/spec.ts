import { resolve } from 'node:path';
import { toCamelCaseKeys } from 'es-toolkit';
import { processorOf, traitsOf } from '../processors/index.ts';
import type { CheckedJobFile, JobSpec } from './job-config.ts';

/** The spec of a checked job file; relative paths are those below the folder `base`. */
export function specOf(file: CheckedJobFile, base: string): JobSpec {
  const { name, algorithm, notification } = file;
  const traits = traitsOf(algorithm);
  if (!traits) throw new Error(`the schema admits an algorithm without traits: ${algorithm.type}`);
  const { batch_size: batchSize, ...advanced } = file.advanced;
  const { path, consolidate = traits.consolidations[0], order, if_exists: ifExists } = file.output;
  return {
    name,
    input: {
      ...sourcesOf(file.input.path, base),
      format: file.input.format ?? traits.formats[0],
      header: file.input.header,
    },
    algorithm: processorOf(algorithm)?.absolute?.(algorithm, base) ?? algorithm,
    compute: toCamelCaseKeys(file.compute),
    output: {
      path: resolve(base, path),
      consolidate,
      ...(order !== undefined && { order }),
      ifExists,
    },
    // Not by way of toCamelCaseKeys: the names of headers are not ours to change.
    notification,
    advanced: {
      ...(batchSize !== undefined && {
        batchSize: typeof batchSize === 'number' ? { bytes: batchSize } : batchSize,
      }),
      ...toCamelCaseKeys(advanced),
    },
  };
}

function sourcesOf(path: CheckedJobFile['input']['path'], base: string) {
  if (typeof path === 'object' && 'list' in path)
    return { path: [], list: resolve(base, path.list) };
  return { path: [path].flat().map((it) => absolute(it, base)) };
}

/** Keeps the slash at the end, which makes a glob mean folders. */
function absolute(path: string, base: string): string {
  const whole = resolve(base, path);
  return path.endsWith('/') && whole !== '/' ? `${whole}/` : whole;
}
