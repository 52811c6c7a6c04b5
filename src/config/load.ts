import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { checkJobFile } from './check.ts';
import { type Environment, fillIn } from './environment.ts';
import type { JobSpec } from './job-config.ts';
import { type Override, override, readOverride, setFlag } from './overrides.ts';
import { dotted, type Finding, isWithin, JobFileError, type Problem } from './problem.ts';
import { sha256 } from './sha256.ts';
import { specOf } from './spec.ts';
import { type ParsedYaml, parseYaml } from './yaml.ts';

export type { Environment } from './environment.ts';
export { JobFileError, type Problem } from './problem.ts';

/** A job that can be submitted, and what it came from. */
export interface JobFile {
  readonly spec: JobSpec;
  /** SHA-256 of the file's text and then its overrides, in hex. */
  readonly hash: string;
  /** An absolute path; absent for a job that is no file. */
  readonly file?: string | undefined;
  /** What the spec was made of, for those who change settings later. */
  readonly document: JobDocument;
}

/** The value of a job file, its variables and overrides filled in. */
export interface JobDocument {
  readonly value: unknown;
  /** The folder that relative paths are below. */
  readonly base: string;
}

export interface LoadOptions {
  readonly env: Environment;
  /** Overrides such as `algorithm.pattern=x`; of two for the same key the later wins. */
  readonly set?: readonly string[] | undefined;
}

interface JobText extends LoadOptions {
  /** As the person named it: problems name it so, and relative paths are relative to its folder. */
  readonly path: string;
  readonly text: string;
}

/** Reads and checks a job file. Throws `JobFileError` with everything that is wrong with it. */
export async function readJobFile(path: string, options: LoadOptions): Promise<JobFile> {
  return loadJobFile({ path, text: await readText(path), ...options });
}

/** Checks the text of a job file. Throws `JobFileError` with everything that is wrong with it. */
export function loadJobFile({ path, text, env, set = [] }: JobText): JobFile {
  const overrides = set.map(readOverride);
  const yaml = parseYaml(text, path);
  const unfilled = fillIn(yaml.document, env).filter((it) => !overrides.some(touches(it)));
  const value = overrides.reduce<unknown>((it, next) => override(it, next), valueOf(yaml, path));
  const checked = checkJobFile(value);
  const findings = checked.file ? [] : checked.findings.filter((it) => !unfilled.some(covers(it)));
  const problems = [...unfilled, ...findings].map((it) => problemOf(it, overrides, yaml));
  if (!checked.file || problems.length > 0) throw new JobFileError(problems);
  const file = resolve(path);
  const hash = sha256([text, ...set].join(`\n${setFlag} `));
  const base = dirname(file);
  return { spec: specOf(checked.file, base), hash, file, document: { value, base } };
}

/**
 * Checks a job that a program made, with the keys of a job file; relative paths are below the folder `base`. Throws
 * `JobFileError`, whose problems have paths and no places.
 */
export function jobConfigFromObject(value: unknown, { base }: { readonly base: string }): JobFile {
  const checked = checkJobFile(value);
  if (!checked.file) {
    throw new JobFileError(
      checked.findings.map(({ path, message }) => ({ path: dotted(path), message })),
    );
  }
  const spec = specOf(checked.file, base);
  return { spec, hash: sha256(JSON.stringify(spec)), document: { value, base } };
}

async function readText(path: string): Promise<string> {
  try {
    // With the byte order mark, for the hash is that of the file.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    throw new JobFileError([
      { file: path, path: '', message: `expected a job file, got ${whatIsThere(error)}` },
    ]);
  }
}

function whatIsThere(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing: there is no such file';
  if (code === 'EISDIR') return 'a folder';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'a file that is not UTF-8 text';
  return error instanceof Error ? error.message : String(error);
}

function valueOf({ document }: ParsedYaml, file: string): unknown {
  try {
    return document.toJS();
  } catch {
    const message = 'expected a job file, got aliases that unfold to more than djc will read';
    throw new JobFileError([{ file, path: '', message }]);
  }
}

function problemOf(finding: Finding, overrides: readonly Override[], yaml: ParsedYaml): Problem {
  const { path, message } = finding;
  const place = overrides.some(touches(finding)) ? { file: setFlag } : yaml.placeOf(finding);
  return { ...place, path: dotted(path), message };
}

function covers({ path }: Finding) {
  return (outer: { readonly path: readonly PropertyKey[] }) => isWithin(path, outer.path);
}

/** An override decides what is at its path, below it, and that what is above it is a map. */
function touches({ path }: Finding) {
  return (other: Override) => isWithin(path, other.path) || isWithin(other.path, path);
}
