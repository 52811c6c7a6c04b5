import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { histogram } from '../../../src/kernels/histogram.ts';
import { feedKernel } from '../../support/feed-kernel.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { shell } from '../../support/shell.ts';
import { writeUglyFiles } from '../../support/ugly-files.ts';

const bytes = histogram();

test.each([1, 7, 2 ** 17])('counts bytes as od and uniq do, in blocks of %i', async (blockSize) => {
  const paths = await writeUglyFiles(await temporaryFolder());
  bytes.open();
  for (const path of paths) feedKernel(bytes, readFileSync(path), blockSize);
  const rows = bytes.counts().map((count, byte) => `${byte} ${count}\n`);
  const expected = `cat "$@" | od -An -v -tu1 -w1 | sort -n | uniq -c | awk '{ print $2, $1 }'`;
  expect(rows.filter((row) => !row.endsWith(' 0\n')).join('')).toBe(
    shell(expected, paths).toString(),
  );
});

test('starts anew', () => {
  feedKernel(bytes, Buffer.from('a'));
  bytes.open();
  expect(bytes.counts()).toEqual(Array.from({ length: 256 }, () => 0));
});
