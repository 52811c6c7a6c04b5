import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type WordCounter, wordCounter } from '../../../src/kernels/word-count.ts';
import { feedKernel } from '../../support/feed-kernel.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { shell } from '../../support/shell.ts';
import { writeUglyFiles } from '../../support/ugly-files.ts';

const counter = wordCounter();

/** `awk` puts the newline where a file lacks it, so that words of two files are not glued. */
const counted = `uniq -c | awk '{ count = $1; sub(/^ *[0-9]+ /, ""); print $0 "\\t" count }'`;
const split = `for file; do tr -s ' \\t\\v\\f\\r' '\\n' < "$file"; echo; done | grep -av '^$' | sort`;

/** All parts that a counter makes of files; more than one where its table was full. */
function partsOf(files: readonly Uint8Array[], blockSize = 2 ** 17): Buffer[] {
  const parts: Buffer[] = [];
  for (const bytes of files) {
    for (let at = 0; at < bytes.length; at += blockSize) {
      const block = bytes.subarray(at, at + blockSize);
      counter.inputBuffer().set(block);
      for (let done = counter.feed(block.length); !done; done = counter.resume()) {
        parts.push(drain(counter));
      }
    }
    counter.endOfFile();
  }
  return [...parts, drain(counter)];
}

function drain(from: WordCounter): Buffer {
  return Buffer.concat(Array.from(from.drainSorted(), (block) => Buffer.from(block)));
}

function wordsOf(files: readonly Uint8Array[], blockSize?: number): string {
  counter.open();
  return Buffer.concat(partsOf(files, blockSize)).toString('latin1');
}

function slowly(text: string): string {
  const counts = new Map<string, number>();
  for (const word of text.split(/[ \t\n\v\f\r]+/)) {
    if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([word, count]) => `${word}\t${count}\n`).join('');
}

test('counts as tr, sort and uniq do', async () => {
  const paths = await writeUglyFiles(await temporaryFolder());
  const files = paths.map((path) => readFileSync(path));
  expect(wordsOf(files)).toBe(shell(`${split} | ${counted}`, paths).toString('latin1'));
});

test('folds ASCII letters only, when asked', async () => {
  const paths = await writeUglyFiles(await temporaryFolder());
  counter.open({ ignoreCase: true });
  const folded = Buffer.concat(partsOf(paths.map((path) => readFileSync(path))));
  const script = `${split} | tr A-Z a-z | sort | ${counted}`;
  expect(folded.toString('latin1')).toBe(shell(script, paths).toString('latin1'));
});

test('says how many lines, words and bytes it was fed', () => {
  counter.open();
  partsOf([Buffer.from('one two\nthree'), Buffer.alloc(0), Buffer.from('four\n')]);
  expect([counter.lines, counter.words, counter.bytes]).toEqual([2, 4, 18]);
});

test('does not depend on where blocks are cut', () => {
  const file = Buffer.from(
    `a bb  sixteen_bytes_16 seventeen_bytes17 ${'x'.repeat(70)}\n\0 \xff end`,
  );
  const expected = slowly(file.toString('latin1'));
  for (let size = 1; size <= file.length; size++) expect(wordsOf([file], size)).toBe(expected);
});

test('counts any bytes, in any blocks', () => {
  const byte = fc.oneof(fc.constantFrom(...Buffer.from(' \n\t\rab\0')), fc.nat(255));
  const bytes = fc.array(byte, { maxLength: 3_000 }).map((all) => Buffer.from(all));
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 500 }), (file, size) => {
      expect(wordsOf([file], size)).toBe(slowly(file.toString('latin1')));
    }),
  );
});

test.each([2 ** 20, 2 ** 26])('counts words of %i bytes', (length) => {
  const long = Buffer.alloc(length, 'long');
  const other = Buffer.from(long);
  other[length - 1] = 0x21;
  const space = Buffer.from(' ');
  counter.open({ limit: 2 ** 30 });
  const rows = Buffer.concat(partsOf([Buffer.concat([long, space, other, space, long]), long]));
  expect(
    rows.equals(Buffer.concat([other, Buffer.from('\t1\n'), long, Buffer.from('\t3\n')])),
  ).toBe(true);
});

test('sorts words by their bytes, those that start with others, or with zeros, too', () => {
  const words = Array.from({ length: 70 }, (_, zeros) => [
    '\0'.repeat(zeros),
    `same first bytes`.replaceAll(' ', '_') + '\0'.repeat(zeros),
    `${'prefix'.repeat(zeros)}\xff`,
    `${'prefix'.repeat(zeros)}\t\x01`,
  ]).flat();
  const text = words.toReversed().join(' ');
  expect(wordsOf([Buffer.from(text, 'latin1')])).toBe(slowly(text));
});

test.each(['%s', 'longer than a key: %s'])(
  'tells words apart whose hashes are the same',
  (form) => {
    // Of so many random words, some twenty pairs have the same 32 bits of hash.
    const words = Array.from({ length: 400_000 }, (_, i) => {
      const digits = (Math.imul(i, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
      return form.replaceAll(' ', '_').replace('%s', `all_same${digits}`);
    });
    const expected = words.toSorted().map((word) => `${word}\t2\n`);
    expect(wordsOf([Buffer.from([...words, ...words].join(' '))]) === expected.join('')).toBe(true);
  },
);

test('makes sorted parts of no more than its limit, whose sums are exact', async () => {
  const folder = await temporaryFolder();
  const words = Array.from(
    { length: 400_000 },
    (_, i) => `${(i * 7_919) % 150_001}${'-long'.repeat(i % 9)}`,
  );
  const file = Buffer.from(words.join('\n'));
  await writeFile(join(folder, 'words'), file);
  counter.open({ limit: 2 ** 20 });
  const parts = partsOf([file]);
  expect(parts.length).toBeGreaterThan(10);
  for (const [index, part] of parts.entries()) {
    expect(part.length).toBeLessThan(2 ** 20);
    await writeFile(join(folder, `part-${index}`), part);
  }
  const sums = shell(
    `cd "$1"; sort -c -s -t $'\\t' -k1,1 part-3 && awk -F '\\t' '{ sum[$1] += $2 } END { for (word in sum) print word "\\t" sum[word] }' part-* | sort | sha256sum`,
    [folder],
  );
  const expected = shell(`cd "$1"; sort words | ${counted} | sort | sha256sum`, [folder]);
  expect(sums.toString()).toBe(expected.toString());
});

test('keeps a word that is open while its table is drained', () => {
  counter.open();
  const long = 'a_word_that_lies_in_the_arena';
  feedKernel(counter, Buffer.from(`${long} two_`), 64);
  expect(drain(counter).toString()).toBe(`${long}\t1\n`);
  feedKernel(counter, Buffer.from(`parts ${long}`), 64);
  counter.endOfFile();
  expect(drain(counter).toString()).toBe(`${long}\t1\ntwo_parts\t1\n`);
});

test('has nothing to say of nothing', () => {
  expect(wordsOf([])).toBe('');
  expect(wordsOf([Buffer.alloc(0), Buffer.from(' \n\t')])).toBe('');
});
