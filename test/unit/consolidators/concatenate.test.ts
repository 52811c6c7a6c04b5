import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeConsolidator } from '../../contracts/consolidator.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { consolidated, writeParts } from '../../support/parts.ts';
import { shell } from '../../support/shell.ts';

describeConsolidator('concatenate');

test('concatenate agrees with cat on parts in task order', async () => {
  const folder = await temporaryFolder();
  const contents = Array.from({ length: 100 }, (_, index) =>
    Buffer.from([...Array(index * 37).keys()].map((it) => it * index)),
  );
  const parts = await writeParts(join(folder, 'parts'), contents);
  const { files, read } = await consolidated('concatenate', parts, join(folder, 'result'));
  expect(files.map(({ name }) => name)).toEqual(['result']);
  const paths = parts.map(({ uri }) => uri);
  expect((await read('result')).equals(shell('cat "$@"', paths))).toBe(true);
});

test('concatenate makes an empty file of no parts', async () => {
  const { files, read } = await consolidated('concatenate', [], await temporaryFolder());
  expect(files).toMatchObject([{ name: 'result', bytes: 0 }]);
  expect(await read('result')).toHaveLength(0);
});
