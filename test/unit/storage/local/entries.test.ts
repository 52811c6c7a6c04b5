import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { entriesOf } from '../../../../src/storage/local/entries.ts';
import { temporaryFolder } from '../../../support/folder.ts';

/** Folders, links, and files in an order that is none. */
const populate = `cd "$1"; mkdir -- 0 b- ü ü-1; ln -s b- link; touch -- link.txt link-
  seq 300 | awk '{ printf "%s-%d%c", ($1 % 3 ? "b" : "ü"), 2 + ($1 * 7919) % 301, 0 }' | xargs -0 touch --`;

/** The paths below sort as a folder's name with a slash does. */
const sorted = `cd "$1"; for it in *; do [ -d "$it" ] && printf '%s/\n' "$it" || printf '%s\n' "$it"; done | LC_ALL=C sort`;

test('names more entries than are sorted at once as sort orders them, each once', async () => {
  const root = await temporaryFolder();
  execFileSync('bash', ['-c', populate, '-', root]);
  const names: string[] = [];
  for (const { name, isFolder } of await entriesOf(`${root}/`, 7))
    names.push(isFolder ? `${name}/` : name);
  const expected = execFileSync('bash', ['-c', sorted, '-', root]).toString().trim().split('\n');
  expect(names.length).toBe(307);
  expect(names).toEqual(expected);
});
