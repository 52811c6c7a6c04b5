import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { algorithmSchema } from '../../../src/processors/index.ts';
import { WordTable } from '../../../src/processors/text/word-table.ts';
import { describeProcessor } from '../../contracts/processor.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { runProcessor, tasksOf } from '../../support/run-processor.ts';
import { shell } from '../../support/shell.ts';

const type = 'text_processor';
const words = String.raw`for f; do cat "$f"; echo; done | tr -s ' \t\n\v\f\r' '\n' | grep -av '^$'`;
const counted = String.raw`sort | uniq -c | sed -E 's/^ *([0-9]+) (.*)$/\2\t\1/'`;

describeProcessor('word_count', {
  algorithm: { type, operation: 'word_count' },
  format: 'text',
  script: `(${words} || true) | ${counted}`,
});

describeProcessor('word_count with ignore_case', {
  algorithm: { type, operation: 'word_count', ignore_case: true },
  format: 'text',
  script: `(${words} || true) | tr A-Z a-z | ${counted}`,
});

describeProcessor('line_count', {
  algorithm: { type, operation: 'line_count' },
  format: 'text',
  script: String.raw`printf 'bytes\t%d\nlines\t%d\nwords\t%d\n' \
    "$(cat "$@" | wc -c)" "$(cat "$@" | wc -l)" "$(${words} | wc -l)"`,
});

describeProcessor('grep', {
  algorithm: { type, operation: 'grep', pattern: 'fo{2}' },
  format: 'text',
  script: 'grep -ahE "fo{2}" "$@" || true',
});

describeProcessor('grep with invert and ignore_case', {
  algorithm: { type, operation: 'grep', pattern: '^(one|FOO)', ignore_case: true, invert: true },
  format: 'text',
  script: 'grep -ahivE "^(one|FOO)" "$@" || true',
});

describe('word_count', () => {
  test('counts words by their bytes, whatever they are', () => {
    const word = fc.uint8Array({ minLength: 1, maxLength: 20 }).filter(hasNoSpace);
    const some = fc.array(word, { minLength: 1, maxLength: 8 });
    const many = some.chain((vocabulary) =>
      fc.array(fc.constantFrom(...vocabulary), { maxLength: 200 }),
    );
    fc.assert(
      fc.property(many, (all) => {
        const table = new WordTable();
        table.add(Buffer.concat(all.flatMap((it) => [it, Buffer.from(' \n')])));
        expect(table.sorted()).toEqual(countedInMap(all));
      }),
    );
  });

  test('agrees with sort and uniq on more words than its table first holds', async () => {
    const path = join(await temporaryFolder(), 'numbers');
    shell('seq 1 60000 > "$1"; seq 1 3 60000 >> "$1"', [path]);
    const [slices] = await tasksOf('text', [path]);
    const algorithm = { type, operation: 'word_count' };
    const { part, itemsOut } = await runProcessor({ algorithm, format: 'text', slices: slices! });
    expect(part.equals(shell(`sort "$1" | ${counted}`, [path]))).toBe(true);
    expect(itemsOut).toBe(60_000);
  });
});

describe('grep', () => {
  const grep = async (text: string | Buffer, options: object) => {
    const path = join(await temporaryFolder(), 'text');
    await writeFile(path, text);
    const slices = (await tasksOf('text', [path])).flat();
    const algorithm = { type, operation: 'grep', ...options };
    return (await runProcessor({ algorithm, format: 'text', slices })).part;
  };

  test('tries a line without its line end, and keeps the line end', async () => {
    expect((await grep('a\r\nb\na\r\na', { pattern: '^a$' })).toString()).toBe('a\r\na\r\na\n');
  });

  test('reads lines as UTF-8, and keeps the bytes of one that is not', async () => {
    const line = Buffer.concat([Buffer.of(0xff), Buffer.from('é漢\n')]);
    expect((await grep(line, { pattern: '^.é\\p{Script=Han}$' })).equals(line)).toBe(true);
  });

  test.each([
    ['(', 'Unterminated group'],
    ['[b-a]', 'Range out of order'],
    ['a**', 'Nothing to repeat'],
    ['\\k<x>', 'Invalid named'],
  ])('says what is wrong with the pattern %s', (pattern, reason) => {
    const { error } = algorithmSchema.safeParse({ type, operation: 'grep', pattern });
    const [issue] = error!.issues;
    expect(issue!.path).toEqual(['pattern']);
    expect(issue!.message).toContain(
      `expected a regular expression, got ${JSON.stringify(pattern)}`,
    );
    expect(issue!.message).toContain(reason);
    expect(issue!.message).not.toContain('SyntaxError');
  });
});

function hasNoSpace(word: Uint8Array): boolean {
  return !word.some((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}

function countedInMap(all: readonly Uint8Array[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of all) {
    const key = Buffer.from(word).toString('latin1');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
}
