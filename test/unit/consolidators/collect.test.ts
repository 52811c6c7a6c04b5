import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PartReceipt } from '../../../src/domain/part.ts';
import { describeConsolidator } from '../../contracts/consolidator.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { consolidated, consolidatedBy, sliceOf, writeParts } from '../../support/parts.ts';

describeConsolidator('collect');

/** What was made of one slice: the input's path and the bytes. */
type Made = readonly [path: string, text: string];

/** Brings parts together, each of what was made of its slices. */
async function collected(made: readonly (readonly Made[])[], rename?: (name: string) => string) {
  const folder = await temporaryFolder();
  const contents = made.map((it) => Buffer.from(it.map(([, text]) => text).join('')));
  const facts: Partial<PartReceipt>[] = made.map((it) => ({
    slices: it.map(([path]) => sliceOf(path)),
    lengths: it.map(([, text]) => text.length),
  }));
  const parts = await writeParts(join(folder, 'parts'), contents, facts);
  const into = join(folder, 'result');
  const traits = { consolidations: ['collect'], ...(rename && { rename }) } as const;
  const { files, read } = await consolidatedBy(traits, parts, into);
  const found: Made[] = [];
  for (const { name } of files) found.push([name, (await read(name)).toString()]);
  return found;
}

describe('collect', () => {
  test('names files by their paths below the folder that all inputs share', async () => {
    const parts: Made[][] = [
      [
        ['/data/in/a/x', '1'],
        ['/data/in/a/y z\n', '2'],
      ],
      [['/data/in/ab/x', '3']],
    ];
    expect(await collected(parts)).toEqual([
      ['a/x', '1'],
      ['a/y z\n', '2'],
      ['ab/x', '3'],
    ]);
  });

  test('names a single file by its name, and files that share no folder by their paths', async () => {
    expect(await collected([[['/data/in/x', '1']]])).toEqual([['x', '1']]);
    const apart: Made[] = [
      ['/data/x', '1'],
      ['/home/x', '2'],
    ];
    expect((await collected([apart])).map(([name]) => name)).toEqual(['data/x', 'home/x']);
  });

  test('glues the ranges of a file, of whatever lengths and in however many parts', async () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 3000 });
    const ranges = fc.array(text, { minLength: 1, maxLength: 4 });
    const property = fc.asyncProperty(
      fc.array(ranges, { minLength: 1, maxLength: 5 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      async (files, isLastOfPart) => {
        const parts: Made[][] = [[]];
        const all = files.flatMap((it, file) => it.map((range): Made => [`/in/${file}`, range]));
        for (const [index, made] of all.entries()) {
          parts.at(-1)?.push(made);
          if (isLastOfPart[index]) parts.push([]);
        }
        expect(await collected(parts)).toEqual(
          files.map((it, file) => [String(file), it.join('')]),
        );
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  test('gives files the names that the operation makes', async () => {
    const parts: Made[][] = [[['/in/b/x', '1']], [['/in/c', '2']]];
    expect(await collected(parts, (name) => `${name}.gz`)).toEqual([
      ['b/x.gz', '1'],
      ['c.gz', '2'],
    ]);
  });

  test('makes nothing of no parts', async () => {
    expect(await collected([])).toEqual([]);
  });

  test.each([
    ['two inputs', ['/in/a.gz', '/in/a'], 'its file would be that of "/in/a.gz"'],
    ['a file where a folder is', ['/in/a.gz', '/in/a/b'], '"/in/a.gz" would be where its folder'],
    ['a folder where a file is', ['/in/a/b', '/in/a.gz'], '"/in/a.gz" would be where its folder'],
    ['the manifest', ['/in/a', '/in/manifest.json.gz'], '"manifest.json" is not free'],
    ["djc's folder", ['/in/.djc/a', '/in/b'], '".djc/a" is not free'],
    ['no name', ['/in/a', '/in/.gz'], '"" is not free'],
    ['a way out', ['/in/a', '/in/...gz'], '".." is not free'],
  ])('refuses a name that is that of %s', async (_what, paths, reason) => {
    const parts = paths.map((path): Made[] => [[path, 'x']]);
    const collecting = collected(parts, (name) => name.replace(/\.gz$/, ''));
    await expect(collecting).rejects.toMatchObject({
      type: 'BadConfig',
      message: expect.stringContaining(reason),
    });
  });

  test.each([
    ['none', undefined],
    ['too few', [5]],
    ['too long', [5, 6]],
  ])('refuses a receipt with lengths of slices that are %s', async (_what, lengths) => {
    const folder = await temporaryFolder();
    const slices = [sliceOf('/in/a'), sliceOf('/in/b')];
    const parts = await writeParts(folder, [Buffer.from('1234567890')], [{ slices, lengths }]);
    const into = join(folder, 'result');
    await expect(consolidated('collect', parts, into)).rejects.toMatchObject({
      type: 'PartDamaged',
      message: expect.stringContaining('the lengths of 2 slices, 10 bytes in all'),
    });
  });

  test('leaves no file where a later part is damaged', async () => {
    const folder = await temporaryFolder();
    const contents = [Buffer.from('good'), Buffer.from('bad')];
    const parts = await writeParts(folder, contents, [{}, { sha256: '0' }]);
    const into = join(folder, 'result');
    await expect(consolidated('collect', parts, into)).rejects.toThrow(
      'is not what its task wrote',
    );
    expect(await readdir(into)).toEqual([]);
  });
});
