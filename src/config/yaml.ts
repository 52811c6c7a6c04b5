import { uniqBy } from 'es-toolkit';
import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
  YAMLParseError,
} from 'yaml';
import { type Finding, JobFileError, type Problem } from './problem.ts';

/** A YAML document without faults, and where its parts are in the text. */
export interface ParsedYaml {
  readonly document: Document;
  /** The place of what a finding is about: a value, a key, or the nearest key above what is missing. */
  placeOf(finding: Finding): Place;
}

type Place = Pick<Problem, 'file' | 'line' | 'column'>;

/** More than any job file needs; the YAML parser's own end is that of the stack, and no clean one. */
const mostLevels = 100;

const sentences: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'expected spaces, got a tab — YAML is indented with spaces only',
  NON_STRING_KEY: 'expected a word as the key, got a list or a map',
  MULTIPLE_DOCS: 'expected one job in a file, got a second document — give it a file of its own',
  BLOCK_AS_IMPLICIT_KEY:
    'expected one "key: value" on a line, got another ": " — put quotes around the value',
};

/** Reads one YAML document; `file` is for the messages. Throws `JobFileError` with the first fault of each line. */
export function parseYaml(text: string, file?: string): ParsedYaml {
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };
  if (isTooDeep(text)) {
    const message = `expected YAML of at most ${mostLevels} levels, got more`;
    throw new JobFileError([problemOf({ file }, message)]);
  }
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const faults = [...document.errors, ...document.warnings, ...danglingAliases(document)];
  const problems = faults
    .filter(isNotFollowing)
    .map((fault) => problemOf(placeAt(fault.pos[0]), sentenceOf(fault, text)));
  if (problems.length > 0) throw new JobFileError(uniqBy(problems, ({ line }) => line));
  return { document, placeOf: (finding) => placeAt(offsetOf(finding, document)) };
}

/** The name of a map's key. */
export function nameOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function offsetOf({ path, isKey = false }: Finding, document: Document): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const segment of path) {
    const child = childOf(isAlias(node) ? node.resolve(document) : node, segment);
    if (!child) return offset;
    offset = startOf(child.key) ?? startOf(child.value) ?? offset;
    node = child.value;
  }
  return isKey ? offset : (startOf(node) ?? offset);
}

function childOf(node: unknown, segment: PropertyKey) {
  if (isMap(node)) return node.items.find(({ key }) => nameOf(key) === String(segment));
  const value: unknown = isSeq(node) ? node.items[Number(segment)] : undefined;
  return value === undefined ? undefined : { key: undefined, value };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** Counts brackets, and dashes on one line; what is deep by its indentation is long before it is too deep. */
function isTooDeep(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    else if (character === ']' || character === '}') open -= 1;
    if (open > mostLevels) return true;
  }
  return /(?:[-?] +){100}/.test(text);
}

function problemOf(place: Place, message: string): Problem {
  return { ...place, path: '', message };
}

/** Once YAML is broken, all that comes after is unexpected. */
function isNotFollowing({ code }: YAMLError, index: number): boolean {
  return index === 0 || code !== 'UNEXPECTED_TOKEN';
}

function danglingAliases(document: Document): YAMLError[] {
  const faults: YAMLError[] = [];
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document)) return;
      const [start, end] = node.range ?? [0, 0];
      const message = `the alias *${node.source} has no anchor &${node.source} above it`;
      faults.push(new YAMLParseError([start, end], 'BAD_ALIAS', message));
    },
  });
  return faults;
}

function sentenceOf({ code, message, pos: [start] }: YAMLError, text: string): string {
  if (code === 'DUPLICATE_KEY') {
    return `expected each key once, got ${/^[\w.-]+/.exec(text.slice(start))?.[0] ?? 'one'} again`;
  }
  const sentence = sentences[code] ?? `expected valid YAML: ${message}`;
  return sentence + quotesHint(start, text);
}

/** Braces mean a map where YAML expects none, and a colon another one. */
function quotesHint(offset: number, text: string): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  return line.includes('${') ? ' — put quotes around "${…}"' : '';
}
