import { z } from 'zod';
import { jobFileSchema } from './job-config.ts';

/** The part of a JSON schema that says where its keys are. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** Every key a job file can have, once: `name`, `input`, `input.path`, `input.path.list` …; those of a list's entries below the list's own. */
export function keyPaths(): string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod types every keyword of JSON schema, of which these are a few
  const root = z.toJSONSchema(jobFileSchema, { io: 'input' }) as Node;
  return [...new Set(pathsBelow(root, ''))];
}

function pathsBelow(
  { properties = {}, items, anyOf = [], oneOf = [] }: Node,
  prefix: string,
): string[] {
  const own = Object.entries(properties).flatMap(([key, node]) =>
    [prefix + key].concat(pathsBelow(node, `${prefix}${key}.`)),
  );
  const nested = [...anyOf, ...oneOf, ...(items ? [items] : [])];
  return own.concat(nested.flatMap((node) => pathsBelow(node, prefix)));
}
