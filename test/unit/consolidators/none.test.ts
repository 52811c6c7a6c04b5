import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeConsolidator } from '../../contracts/consolidator.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { consolidated, writeParts } from '../../support/parts.ts';

describeConsolidator('none');

test('none numbers the parts in task order', async () => {
  const folder = await temporaryFolder();
  const contents = ['zero', '', 'two'].map((it) => Buffer.from(it));
  const parts = await writeParts(join(folder, 'parts'), contents);
  const { files, read } = await consolidated('none', parts, join(folder, 'result'));
  expect(files.map(({ name }) => name)).toEqual(['part-000000', 'part-000001', 'part-000002']);
  const copies = await Promise.all(files.map(async ({ name }) => (await read(name)).toString()));
  expect(copies).toEqual(['zero', '', 'two']);
});

test('none makes nothing of no parts', async () => {
  expect((await consolidated('none', [], await temporaryFolder())).files).toEqual([]);
});
