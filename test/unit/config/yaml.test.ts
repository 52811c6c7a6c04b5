import { expect, test } from 'vitest';
import { load, problemsOf, smallest } from './job-files.ts';

const empty = 'expected a map with name, input, algorithm and output, got';

test.each([
  ['nothing', '', `1:1: ${empty} nothing`],
  ['a comment', '# later', `1:1: ${empty} nothing`],
  ['words', 'hello', `1:1: ${empty} "hello"`],
  ['a list', '- a', `1:1: ${empty} a list`],
  ['a key twice', 'a: 1\nb: 2\na: 3', '3:1: expected each key once, got a again'],
  ['a tab', 'a:\n\tb: 1', '2:1: expected spaces, got a tab — YAML is indented with spaces only'],
  [
    'two documents',
    'a: 1\n---\nb: 2',
    '2:1: expected one job in a file, got a second document — give it a file of its own',
  ],
  ['a key that is a list', '? [a]\n: 1', '1:3: expected a word as the key, got a list or a map'],
  [
    'two colons',
    'a: b: c',
    '1:4: expected one "key: value" on a line, got another ": " — put quotes around the value',
  ],
  [
    'a reference without quotes',
    'a: { url: ${X} }',
    '1:12: expected valid YAML: Unexpected flow-map-start at node end — put quotes around "${…}"',
  ],
  ['an open quote', 'a: "x', '1:6: expected valid YAML: Missing closing "quote'],
  [
    'an open list',
    'a: [1, 2\n',
    '2:1: expected valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'a key without a value',
    'a: 1\nb\n',
    '2:1: expected valid YAML: Implicit map keys need to be followed by map values',
  ],
  ['a tag', 'a: !secret x', '1:4: expected valid YAML: Unresolved tag: !secret'],
  [
    'an alias to nothing',
    'a: 1\nb: *x',
    '2:4: expected valid YAML: the alias *x has no anchor &x above it',
  ],
])('%s is no job file', (_, text, problem) => {
  expect(problemsOf(text)).toEqual([`job.yaml:${problem}`]);
});

test('each line tells its first fault', () => {
  expect(problemsOf('a: 1\na: 2\na: 3\nb: !x y')).toEqual([
    'job.yaml:2:1: expected each key once, got a again',
    'job.yaml:3:1: expected each key once, got a again',
    'job.yaml:4:4: expected valid YAML: Unresolved tag: !x',
  ]);
});

test('anchors and aliases mean what they stand for, and problems in them have their place', () => {
  const text = `name: &name words
input: { path: &paths [a, b] }
algorithm: { type: text_processor, operation: word_count }
output: { path: *name }
`;
  expect(load(text).spec).toMatchObject({ name: 'words', output: { path: '/jobs/words' } });
  expect(problemsOf(text.replace('*name', '*paths'))).toEqual([
    'job.yaml:4:17 output.path: expected a string, got a list',
  ]);
});

test('a place inside an anchored map is that of the map', () => {
  const retry = 'advanced: &a\n  retry: &r { jitter: 3 }\ncompute: *r\n';
  expect(problemsOf(smallest + retry)).toEqual(
    [
      'job.yaml:6:23 advanced.retry.jitter: expected a number of at most 1, got 3',
      'job.yaml:6:15 compute.jitter: expected one of max_concurrent_tasks, pool, memory, got jitter — did you mean advanced.retry.jitter?',
    ].toSorted(),
  );
});

test('a map that holds itself is refused like any other', () => {
  expect(problemsOf(`${smallest}compute: &c { pool: *c }`)).toEqual([
    'job.yaml:5:21 compute.pool: expected a string, got a map',
  ]);
});

test('aliases that unfold without end are refused before they do', () => {
  const row = (name: string, of: string) =>
    `${name}: &${name} [${Array(12).fill(of).join(', ')}]\n`;
  const bomb = row('a', 'x') + row('b', '*a') + row('c', '*b') + row('d', '*c') + row('e', '*d');
  expect(problemsOf(bomb)).toEqual([
    'job.yaml: expected a job file, got aliases that unfold to more than djc will read',
  ]);
});

test.each([
  ['lists', '['.repeat(50_000)],
  ['maps', '{a: '.repeat(50_000)],
  ['dashes', '- '.repeat(50_000)],
])('%s in each other without end are refused', (_, text) => {
  expect(problemsOf(text)).toEqual(['job.yaml: expected YAML of at most 100 levels, got more']);
});

test('a byte order mark and Windows line ends change nothing', () => {
  const text = `\uFEFF${smallest}name2: x\n`.replaceAll('\n', '\r\n');
  expect(problemsOf(text)).toHaveLength(1);
  expect(problemsOf(text)[0]).toContain('job.yaml:5:1 name2: ');
  expect(load(`\uFEFF${smallest.replaceAll('\n', '\r\n')}`).spec).toEqual(load(smallest).spec);
});
