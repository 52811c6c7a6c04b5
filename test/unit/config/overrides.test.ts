import { describe, expect, test } from 'vitest';
import { load, problemsOf, smallest } from './job-files.ts';

const text = `${smallest}notification: &n
  - { type: webhook, url: "http://a", headers: { X-A: one } }
  - { type: webhook, url: "http://b" }
`;

describe('--set', () => {
  test.each([
    ['name=other', { name: 'other' }],
    ['name="5"', { name: '5' }],
    ['compute.max_concurrent_tasks=3', { compute: { maxConcurrentTasks: 3 } }],
    ['compute={pool: fast}', { compute: { pool: 'fast' } }],
    ['input.path.list=names.txt', { input: { path: [], list: '/jobs/names.txt' } }],
    ['advanced.retry.jitter=0', { advanced: { retry: { jitter: 0, maxAttempts: 5 } } }],
    [
      'notification.1.url=http://c/?a=b',
      { notification: [{ url: 'http://a' }, { url: 'http://c/?a=b' }] },
    ],
    [
      'notification.0.headers.X-B=two',
      { notification: [{ headers: { 'X-A': 'one', 'X-B': 'two' } }, {}] },
    ],
    [
      'notification.2={type: webhook, url: "http://c"}',
      { notification: [{}, {}, { url: 'http://c' }] },
    ],
    ['notification=[]', { notification: [] }],
  ])('%s', (setting, spec) => {
    expect(load(text, { set: [setting] }).spec).toMatchObject(spec);
  });

  test('the later one wins, and what it does not name stays', () => {
    const { spec } = load(text, { set: ['name=a', 'name=b', 'compute.pool=c'] });
    expect(spec).toEqual({ ...load(text).spec, name: 'b', compute: { pool: 'c' } });
  });

  test('changes one user of an anchor only', () => {
    const shared = `${smallest}notification:
  - &a { type: webhook, url: "http://a" }
  - *a
`;
    const { notification } = load(shared, { set: ['notification.0.url=http://b'] }).spec;
    expect(notification.map(({ url }) => url)).toEqual(['http://b', 'http://a']);
  });

  test('needs no value of the file it takes the place of', () => {
    const wrong = text.replace('name: words', 'name: ${NAME}');
    expect(problemsOf(wrong)).toHaveLength(1);
    expect(load(wrong, { set: ['name=x'] }).spec.name).toBe('x');
  });

  test.each([
    ['name', ': expected KEY=VALUE such as compute.pool=fast, got "name"'],
    ['=x', ': expected KEY=VALUE such as compute.pool=fast, got "=x"'],
    ['name=', 'name: expected a string, got nothing'],
    [
      'name=a b',
      'name: expected a name of up to 100 letters, digits, "-", "_" and ".", got "a b" — did you mean a-b?',
    ],
    [
      'computee.pool=x',
      'computee: expected one of name, input, algorithm, compute, output, notification, advanced, got computee — did you mean compute?',
    ],
    ['name.first=x', 'name: expected a string, got a map'],
    [
      'algorithm.patern=x',
      'algorithm.patern: expected one of type, operation, ignore_case, unicode, top, got patern',
    ],
    ['algorithm={type: command}', 'algorithm.run: expected a string, got nothing'],
    [
      'compute.pool=[a',
      'compute.pool: expected a YAML value, got "[a" — put quotes around it: \'compute.pool="…"\'',
    ],
    ['notification.9.url=x', 'notification.9: expected an index from 0 to 2, got "9"'],
    ['notification.first.url=x', 'notification.first: expected an index from 0 to 2, got "first"'],
  ])('%s is refused', (setting, problem) => {
    expect(problemsOf(text, { set: [setting] })).toEqual([`--set ${problem}`.replace(' :', ':')]);
  });

  test('a prototype is a key like any other', () => {
    expect(problemsOf(text, { set: ['__proto__.polluted=1'] })).toEqual([
      '--set __proto__: expected one of name, input, algorithm, compute, output, notification, advanced, got __proto__',
    ]);
    expect({}).not.toHaveProperty('polluted');
  });
});
