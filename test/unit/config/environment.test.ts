import { describe, expect, test } from 'vitest';
import type { Environment } from '../../../src/config/load.ts';
import { load, problemsOf } from './job-files.ts';

/** What a command becomes: the one value of a job file that may hold any text. */
function filled(written: string, env: Environment = {}): unknown {
  return load(commandJob(written), { env }).spec.algorithm;
}

const commandJob = (written: string) => `name: n
input: { path: a }
algorithm:
  type: command
  run: ${written}
output: { path: out }
`;

const ran = (run: string) => ({ type: 'command', run });

describe('references', () => {
  test.each([
    ['cat ${NAME}', 'cat value'],
    ['"cat ${NAME}"', 'cat value'],
    ["'cat ${NAME}${NAME}'", 'cat valuevalue'],
    ['cat ${NONE:-some thing}', 'cat some thing'],
    ['cat ${EMPTY:-default}', 'cat default'],
    ['cat ${NAME:-default}', 'cat value'],
    ['cat ${NONE:-}', 'cat'],
    ['cat $${NAME} ${NAME}', 'cat ${NAME} value'],
    ['cat $NAME $$ $(x) "$1"', 'cat $NAME $$ $(x) "$1"'],
    ['|-\n    a ${NAME}\n    b $${DJC_TASK}', 'a value\nb ${DJC_TASK}'],
    ['cat ${TWICE}', 'cat ${NAME}'],
    ['"cat ${SPECIAL}"', 'cat $& $1 $`'],
  ])('%j becomes %j', (written, run) => {
    const env = { NAME: 'value', EMPTY: '', TWICE: '${NAME}', SPECIAL: '$& $1 $`' };
    expect(filled(written, env)).toEqual(ran(run));
  });

  test.each([
    ['[a, b]', '[a, b]'],
    ['{a: b}', '{a: b}'],
    ['a: b', 'a: b'],
    ['a # b', 'a # b'],
    ['"quoted"', '"quoted"'],
    ['*alias', '*alias'],
    ['!tag x', '!tag x'],
    ['- a\n- b', '- a\n- b'],
  ])('the value %j stays text', (value, run) => {
    expect(filled('${VALUE}', { VALUE: value })).toEqual(ran(run));
  });

  test('keys and the names of objects are not references', () => {
    expect(problemsOf(commandJob('${toString}'))[0]).toContain('the environment variable toString');
    expect(
      problemsOf(`${commandJob('cat')}"\${NAME}": 1\n`, { env: { NAME: 'compute' } })[0],
    ).toContain('got "${NAME}"');
  });
});

describe('a value without quotes is read again', () => {
  const slots = (written: string) =>
    `${commandJob('cat')}compute:\n  max_concurrent_tasks: ${written}\n`;

  test.each(['8', '0x8', '8.0', '+8'])('%s is a number', (value) => {
    const { spec } = load(slots('${SLOTS}'), { env: { SLOTS: value } });
    expect(spec.compute.maxConcurrentTasks).toBe(8);
  });

  test('unless its tag says that it is text', () => {
    expect(problemsOf(slots('!!str ${SLOTS}'), { env: { SLOTS: '8' } })).toEqual([
      'job.yaml:8:31 compute.max_concurrent_tasks: expected a number, got "8"',
    ]);
  });

  test('so is a default', () => {
    expect(load(slots('${SLOTS:-8}')).spec.compute.maxConcurrentTasks).toBe(8);
  });

  test.each([
    ['"${SLOTS}"', '8', 'a number, got "8"'],
    ['${SLOTS}', 'many', 'a number, got "many"'],
    ['${SLOTS}', 'true', 'a number, got true'],
    ['${SLOTS}', '', 'a number, got nothing'],
    ['${SLOTS}', '[8]', 'a number, got "[8]"'],
  ])('%s with %j is none', (written, value, end) => {
    expect(problemsOf(slots(written), { env: { SLOTS: value } })).toEqual([
      `job.yaml:8:25 compute.max_concurrent_tasks: expected ${end}`,
    ]);
  });
});

describe('references that cannot be kept', () => {
  test.each([
    [
      '${NONE}',
      'expected the environment variable NONE, got nothing — set it, write ${NONE:-default}, or $${NONE} for a literal ${NONE}',
    ],
    [
      'x ${NAME%.gz}',
      'expected ${NAME} or ${NAME:-default}, got "${NAME%.gz}" — write $${ for a literal ${',
    ],
    ['x ${}', 'expected ${NAME} or ${NAME:-default}, got "${}" — write $${ for a literal ${'],
    ['x ${NAME', 'expected ${NAME} or ${NAME:-default}, got "${NAME" — write $${ for a literal ${'],
  ])('%s', (written, problem) => {
    expect(problemsOf(commandJob(written), { env: { NAME: 'x' } })).toEqual([
      `job.yaml:5:8 algorithm.run: ${problem}`,
    ]);
  });

  test('all of them are told, once, and with the other problems', () => {
    const text = `${commandJob('${A} ${B}')}compute: { max_concurrent_tasks: "\${C}", pol: x }\n`;
    expect(problemsOf(text).map((line) => line.split(',')[0])).toEqual([
      'job.yaml:5:8 algorithm.run: expected the environment variable A',
      'job.yaml:5:8 algorithm.run: expected the environment variable B',
      'job.yaml:7:34 compute.max_concurrent_tasks: expected the environment variable C',
      'job.yaml:7:42 compute.pol: expected one of max_concurrent_tasks',
    ]);
  });
});
