import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineCounter } from '../../../src/kernels/line-count.ts';
import { feedKernel } from '../../support/feed-kernel.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { shell } from '../../support/shell.ts';
import { writeUglyFiles } from '../../support/ugly-files.ts';

const counter = lineCounter();

function countsOf(files: readonly Uint8Array[], blockSize?: number): number[] {
  counter.open();
  for (const file of files) {
    feedKernel(counter, file, blockSize);
    counter.endOfFile();
  }
  return [counter.lines, counter.words, counter.bytes];
}

/** `wc` counts no words without a printable character, of which the C locale knows only those of ASCII. */
const wc = `for file; do
  words=$(tr '\\0\\1\\200-\\377' x < "$file" | wc -w)
  echo $(wc -l < "$file") $words $(wc -c < "$file")
done`;

test('counts each file as wc does', async () => {
  const paths = await writeUglyFiles(await temporaryFolder());
  const rows = paths.map((path) => `${countsOf([readFileSync(path)]).join(' ')}\n`);
  expect(rows.join('')).toBe(shell(wc, paths).toString());
});

test('does not glue the words of two files', () => {
  expect(countsOf([Buffer.from('one'), Buffer.from('two')])).toEqual([0, 2, 6]);
});

test('starts anew', () => {
  feedKernel(counter, Buffer.from('one\ntwo'));
  counter.open();
  feedKernel(counter, Buffer.from('three'));
  expect([counter.lines, counter.words, counter.bytes]).toEqual([0, 1, 5]);
});

test('counts any bytes, in any blocks', () => {
  const byte = fc.oneof(fc.constantFrom(...Buffer.from(' \n\t\rab\0')), fc.nat(255));
  const bytes = fc.array(byte, { maxLength: 3_000 }).map((all) => Buffer.from(all));
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 500 }), (file, size) => {
      const text = file.toString('latin1');
      const words = text.match(/[^ \t\n\v\f\r]+/g)?.length ?? 0;
      expect(countsOf([file], size)).toEqual([text.split('\n').length - 1, words, file.length]);
    }),
  );
});

test('counts more lines and words in a block than a lane of 8 bits can hold', () => {
  expect(countsOf([Buffer.alloc(2 ** 20, 'a\n')], 2 ** 20)).toEqual([2 ** 19, 2 ** 19, 2 ** 20]);
  expect(countsOf([Buffer.alloc(2 ** 20, '\n')], 2 ** 20)).toEqual([2 ** 20, 0, 2 ** 20]);
});
