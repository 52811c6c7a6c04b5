import type { Failure, FailureType } from '../../domain/failure.ts';
import type { SqlQuestion } from './work.ts';

/** DuckDB's kinds of error, which start its messages. Whatever is not named here is a bug, of djc or of DuckDB. */
const types: Readonly<Record<string, FailureType>> = {
  Parser: 'BadConfig',
  Syntax: 'BadConfig',
  Binder: 'BadConfig',
  Catalog: 'BadConfig',
  Permission: 'BadConfig',
  'Not implemented': 'BadConfig',
  'Out of Memory': 'MemoryExceeded',
  Conversion: 'InputInvalid',
  'Invalid Input': 'InputInvalid',
  'Out of Range': 'InputInvalid',
  'Mismatch Type': 'InputInvalid',
  IO: 'OutputUnwritable',
};

const advice: Readonly<Record<string, string>> = {
  Permission: 'a query reads nothing but the input of its job',
  'Out of Memory': 'raise compute.memory, or lower advanced.batch_size',
};

/** A column was taken for a number, most likely. */
const isAboutText = /^Binder Error: .*(?:argument types '[^']*\bVARCHAR\b|type VARCHAR\b)/;
const textAdvice = 'columns of csv are text unless algorithm.columns gives them a type';

/** Where DuckDB starts to say how its own settings could be changed, which are not the job file's. */
const settings =
  /\n+(?:Possible |Possible fixes|Column .* is being converted|Try setting |\s*file = |\* )/;

/** What DuckDB's error means for an attempt. */
export function failureOf(error: unknown, { key }: Pick<SqlQuestion, 'key'>): Failure {
  const whole = error instanceof Error ? error.message : String(error);
  const message = whole.replace(/^Failed to extract statements: /, '');
  const [, kind = ''] = /^([A-Z][A-Za-z ]*?) Error: /.exec(message) ?? [];
  const type = types[kind] ?? 'Bug';
  const [said = message] = message.split(settings);
  const [, file] = /\n\s*file = (.+)/.exec(message) ?? [];
  const where = file === undefined || said.includes(file) ? '' : `\nin ${file}`;
  const hint = isAboutText.test(said) ? textAdvice : advice[kind];
  const advised = hint === undefined ? '' : `\n(${hint})`;
  return { type, message: `${key} failed: ${said.trim()}${where}${advised}` };
}
