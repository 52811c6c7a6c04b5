import { type Document, isMap, isScalar, isSeq, type Scalar } from 'yaml';
import type { Finding } from './problem.ts';
import { got } from './sentence.ts';
import { nameOf } from './yaml.ts';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Leaf {
  readonly path: readonly PropertyKey[];
  readonly node: Scalar;
}

/** `$${`, or a reference; one that is not closed goes on to the end. */
const references = /\$\$\{|\$\{([^}]*)\}?/g;

/**
 * Puts environment variables into every value of a document: `${NAME}`, and `${NAME:-default}` for one that is unset or
 * empty. `$${` is a literal `${`; `$NAME` is left alone, for it belongs to the shell. What a value without quotes becomes
 * is read again, so that it may be a number; never a list or a map. Answers the references that cannot be kept.
 */
export function fillIn(document: Document, env: Environment): Finding[] {
  return leavesOf(document.contents, []).flatMap(({ node, path }) =>
    fillInOne(node, document, env).map((message) => ({ path, message })),
  );
}

/** Every value that holds no others. */
function leavesOf(node: unknown, path: Leaf['path']): Leaf[] {
  if (isScalar(node)) return [{ node, path }];
  if (isSeq(node)) return node.items.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => leavesOf(value, [...path, nameOf(key)]));
}

function fillInOne(node: Scalar, document: Document, env: Environment): readonly string[] {
  if (typeof node.value !== 'string' || !node.value.includes('${')) return [];
  const { text, complaints } = substitute(node.value, env);
  const isPlain = node.type === 'PLAIN' && node.tag === undefined;
  node.value = isPlain ? plainValue(text, document) : text;
  return complaints;
}

function substitute(text: string, env: Environment) {
  const complaints: string[] = [];
  const replaced = text.replaceAll(references, (whole: string, inside: string | undefined) => {
    if (inside === undefined) return '${';
    const [, name, fallback] = /^([A-Za-z_]\w*)(?::-(.*))?$/s.exec(inside) ?? [];
    if (name === undefined || !whole.endsWith('}')) {
      complaints.push(malformed(whole));
      return whole;
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined && fallback === undefined) complaints.push(unset(name));
    return fallback === undefined ? (value ?? whole) : value || fallback;
  });
  return { text: replaced, complaints };
}

/** What a text means where YAML has it without quotes: a number, true, null, or itself. */
function plainValue(text: string, { schema }: Document): unknown {
  for (const tag of schema.tags) {
    if (tag.collection !== undefined || tag.default !== true || !tag.test?.test(text)) continue;
    const value = tag.resolve(text, () => undefined, {});
    return isScalar(value) ? value.value : value;
  }
  return text;
}

function malformed(reference: string): string {
  return `expected \${NAME} or \${NAME:-default}, got ${got(reference)} — write $\${ for a literal \${`;
}

function unset(name: string): string {
  return `expected the environment variable ${name}, got nothing — set it, write \${${name}:-default}, or $\${${name}} for a literal \${${name}}`;
}
