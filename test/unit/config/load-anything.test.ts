import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobConfigFromObject, JobFileError } from '../../../src/config/load.ts';
import { problemsOf, type Setting, smallest } from './job-files.ts';

describe('whatever the text, a job or its problems come of it', () => {
  const words = [
    'name',
    'input',
    'path',
    'format',
    'algorithm',
    'type',
    'operation',
    'output',
    'notification',
    'advanced',
    'retry',
    'batch_size',
    'text_processor',
    'grep',
    'word_count',
    'command',
    '__proto__',
    '<<',
    '*a',
    '&a ',
    '!!int ',
    '!x ',
    '${A}',
    '${A:-1}',
    '$${',
    '${',
    ': ',
    ':',
    '\n',
    '\n  ',
    '\n    ',
    '\n- ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '"',
    "'",
    '|\n',
    '>-\n',
    '\t',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '? ',
    '#',
    ' ',
    '~',
    '1',
    '-1',
    '.nan',
    '.inf',
    '0x',
    '10m',
    's3://b',
    '\u0000',
    '\uFEFF',
    '\r\n',
    '\u2028',
    '😀',
    '@',
    '`',
  ];
  const text = fc
    .array(fc.constantFrom(...words), { maxLength: 40 })
    .map((parts) => parts.join(''));

  /** Throws what is not a `JobFileError`, and refuses problems that are not one sentence a line at a place. */
  function expectSentences(it: string, setting: Setting): void {
    const sentence = /^(job\.yaml(:\d+:\d+)?|--set)( \S.*)?: expected \S/s;
    for (const line of problemsOf(it, setting)) expect(line).toMatch(sentence);
  }

  test('words of a job file and of YAML in any order', () => {
    expect.hasAssertions();
    const property = fc.property(text, (it) => expectSentences(it, { env: { A: '[x' } }));
    fc.assert(property, { numRuns: 1_000 });
  });

  test('a good job file with something put in anywhere', () => {
    expect.hasAssertions();
    const spot = fc.nat({ max: smallest.length });
    const property = fc.property(spot, text, (at, put) =>
      expectSentences(smallest.slice(0, at) + put + smallest.slice(at), { env: { A: '*' } }),
    );
    fc.assert(property, { numRuns: 1_000 });
  });

  test('any overrides', () => {
    expect.hasAssertions();
    const setting = fc.tuple(text, text).map(([key, value]) => `${key}=${value}`);
    const settings = fc.array(setting, { maxLength: 3 });
    fc.assert(fc.property(settings, (set) => expectSentences(smallest, { set })));
  });

  test('any value of a program', () => {
    const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true });
    const keys = ['name', 'input', 'algorithm', 'compute', 'output', 'notification', 'advanced'];
    const job = fc.dictionary(fc.constantFrom(...keys), anything);
    fc.assert(
      fc.property(fc.oneof(job, anything), (value) => {
        expect(() => jobConfigFromObject(value, { base: '/' })).toThrow(JobFileError);
      }),
      { numRuns: 1_000 },
    );
  });
});
