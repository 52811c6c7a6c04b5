import { expect, test } from 'vitest';
import { foldersOf } from '../../../src/dev/folders.ts';
import { UsageError } from '../../../src/errors.ts';

test('folders are below HOME where XDG has them', () => {
  expect(foldersOf({ HOME: '/home/ada' })).toEqual({
    cache: '/home/ada/.cache/djc',
    state: '/home/ada/.local/state/djc',
  });
});

test('the XDG variables win, and no HOME is needed then', () => {
  expect(foldersOf({ XDG_CACHE_HOME: '/c', XDG_STATE_HOME: '/s' })).toEqual({
    cache: '/c/djc',
    state: '/s/djc',
  });
});

test.each(['', 'relative/path'])('an XDG variable that is not absolute is ignored: %j', (named) => {
  const env = { HOME: '/h', XDG_CACHE_HOME: named, XDG_STATE_HOME: named };
  expect(foldersOf(env)).toEqual({ cache: '/h/.cache/djc', state: '/h/.local/state/djc' });
});

test('without HOME and the variables it says what to set', () => {
  expect(() => foldersOf({ HOME: '', XDG_CACHE_HOME: '/c' })).toThrow(UsageError);
  expect(() => foldersOf({ XDG_CACHE_HOME: '/c' })).toThrow(/neither HOME nor XDG_STATE_HOME/u);
});
