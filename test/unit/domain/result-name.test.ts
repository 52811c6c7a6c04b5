import { expect, test } from 'vitest';
import { commonFolder, isResultName } from '../../../src/domain/result-name.ts';

test.each([
  [[], ''],
  [['/a/b/c'], '/a/b/'],
  [['/a/b/c', '/a/b/d'], '/a/b/'],
  [['/a/b/c', '/a/bc'], '/a/'],
  [['/a/b', '/c'], '/'],
  [['/a/b/c', '/a/b/c/d'], '/a/b/'],
  [['s3://one/a', 's3://one/b/c'], 's3://one/'],
])('the folder that holds %j is %j', (paths, folder) => {
  expect(commonFolder(paths)).toBe(folder);
});

test.each(['a', 'a/b', 'a/manifest.json', '...', '.hidden', 'a\nb', 'part-000000'])(
  '%j can be the name of a result',
  (name) => {
    expect(isResultName(name)).toBe(true);
  },
);

test.each([
  '',
  '.',
  '..',
  '/a',
  'a/',
  'a//b',
  '../a',
  'a/../../b',
  'a/.',
  'manifest.json',
  '_SUCCESS',
  '.djc/claim',
])('%j can not', (name) => {
  expect(isResultName(name)).toBe(false);
});
