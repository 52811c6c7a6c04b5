import { UsageError } from '../errors.ts';
import { got } from './sentence.ts';

/** Something wrong at a path of a job file's value, before anyone knows its line. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  /** `expected …, got …`. */
  readonly message: string;
  /** Whether it is the key at the end of the path that is wrong, not its value. */
  readonly isKey?: boolean;
}

/** Something wrong with a job file, and where. */
export interface Problem {
  /** The file as it was named by the person, or `--set`; absent for a job that is no file. */
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
  /** From 1. */
  readonly column?: number | undefined;
  /** `algorithm.operation`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** Everything that is wrong with a job file, at once, in the order of the file. */
export class JobFileError extends UsageError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = problems.toSorted(inFileOrder);
    super(sorted.map(lineOf).join('\n'));
    this.problems = sorted;
  }
}

/** `notification.0.url`; what is no plain word has quotes. */
export function dotted(path: readonly PropertyKey[]): string {
  return path.map(wordOf).join('.');
}

/** A key as messages show it, on one line. */
export function wordOf(key: unknown): string {
  return /^[\w-]+$/.test(String(key)) ? String(key) : got(String(key));
}

/** Whether a path is another one or lies below it. */
export function isWithin(path: readonly PropertyKey[], outer: readonly PropertyKey[]): boolean {
  return outer.every((key, index) => String(key) === String(path[index]));
}

/** `file:line:column path: message`, without what is not known. */
function lineOf({ file, line, column, path, message }: Problem): string {
  const place = [file, line, column].filter((it) => it !== undefined).join(':');
  const where = [place, path].filter((it) => it !== '').join(' ');
  return where === '' ? message : `${where}: ${message}`;
}

function inFileOrder(a: Problem, b: Problem): number {
  return (a.line ?? Infinity) - (b.line ?? Infinity) || (a.column ?? 0) - (b.column ?? 0) || 0;
}
