import { z } from 'zod';
import { conflictsIn } from './conflicts.ts';
import { type CheckedJobFile, jobFileSchema } from './job-config.ts';
import { keyPaths } from './keys.ts';
import { dotted, type Finding, wordOf } from './problem.ts';
import { didYouMean, got, oneOf, valueAt } from './sentence.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

export type Checked =
  | { readonly file: CheckedJobFile }
  | { readonly file?: undefined; readonly findings: readonly Finding[] };

/** Checks the value of a job file, with keys in snake_case: a job file, or everything that is wrong with it. */
export function checkJobFile(value: unknown): Checked {
  const { data, error } = jobFileSchema.safeParse(value, { error: expectationOf });
  const issues = error?.issues.flatMap(innermost) ?? [];
  const findings = [...issues.flatMap((it) => findingsOf(it, value)), ...conflictsIn(value)];
  return data && findings.length === 0 ? { file: data } : { findings };
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/**
 * What a zod issue carries as its message here: what was expected, for schemas that do not say it themselves. A message
 * that starts with "expected" is a sentence already. Only here zod tells which keys a map may have.
 */
function expectationOf(issue: RawIssue): string | undefined {
  const { code } = issue;
  if (code === 'invalid_type') return nounFor(issue.expected);
  if (code === 'too_small') return `${nounFor(issue.origin)} of at least ${issue.minimum}`;
  if (code === 'too_big') return `${nounFor(issue.origin)} of at most ${issue.maximum}`;
  if (code === 'unrecognized_keys') return keysOf(issue.inst).join(' ');
  const choices = choicesOf(issue);
  return choices.length > 0 ? oneOf(choices) : undefined;
}

function nounFor(type: string): string {
  return nouns[type] ?? type;
}

function keysOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** Where no branch of a union fits, the issues of the one that was meant: the one whose kind of value it is. */
function innermost(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((branch) => !branch.some(isWrongKind));
  if (!meant) return [issue];
  return meant.flatMap((it) => innermost({ ...it, path: [...issue.path, ...it.path] }));
}

function isWrongKind({ code, path }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_union');
}

function findingsOf(issue: Issue, file: unknown): Finding[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], message.split(' ')));
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message;
    return [{ path, isKey: true, message: `expected ${expected}, got ${got(path.at(-1))}` }];
  }
  if (message.startsWith('expected ')) return [{ path, message }];
  const value = valueAt(file, path);
  return [{ path, message: `expected ${message}, got ${got(value)}${hintFor(issue, value)}` }];
}

function unknownKey(path: readonly PropertyKey[], known: readonly string[]): Finding {
  const key = String(path.at(-1));
  const hint = didYouMean(key, known) || elsewhere(path);
  return { path, isKey: true, message: `expected ${oneOf(known)}, got ${wordOf(key)}${hint}` };
}

/** Where a key belongs that was written at the wrong level. */
function elsewhere(path: readonly PropertyKey[]): string {
  const here = dotted(path.filter((it) => typeof it === 'string'));
  const known = keyPaths().filter((it) => it.split('.').at(-1) === path.at(-1) && it !== here);
  return known.length === 1 ? ` — did you mean ${known[0]}?` : '';
}

function hintFor(issue: Issue, value: unknown): string {
  const wantsText = issue.code === 'invalid_type' && issue.expected === 'string';
  if (wantsText && ['number', 'boolean'].includes(typeof value)) return ' — put it in quotes';
  return didYouMean(value, choicesOf(issue).map(String));
}

function choicesOf(issue: Issue | RawIssue): readonly unknown[] {
  if (issue.code === 'invalid_value') return issue.values;
  const isUnion = issue.code === 'invalid_union' && 'options' in issue;
  return isUnion && Array.isArray(issue.options) ? issue.options : [];
}
