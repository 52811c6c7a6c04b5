import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { algorithmSchema } from '../../../src/processors/index.ts';
import { sortedRuns } from '../../../src/processors/text/sorted-runs.ts';
import { scratchFor } from '../../../src/runners/scratch.ts';
import { storages } from '../../../src/storage/index.ts';
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

describeProcessor('grep for what matches only', {
  algorithm: { type, operation: 'grep', pattern: '[a-f]+x?', match: 'only' },
  format: 'text',
  script: 'grep -aohE "[a-f]+x?" "$@" || true',
});

describeProcessor('grep for what matches only, even nothing', {
  algorithm: { type, operation: 'grep', pattern: 'O*', match: 'only', ignore_case: true },
  format: 'text',
  script: 'grep -aoihE "o*" "$@" || true',
});

describe('word_count', () => {
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

describeProcessor('grep for a literal', {
  algorithm: { type, operation: 'grep', pattern: 'foo' },
  format: 'text',
  script: 'grep -ahF foo "$@" || true',
});

describeProcessor('grep with count', {
  algorithm: { type, operation: 'grep', pattern: 'o', count: true },
  format: 'text',
  script: String.raw`printf 'lines\t%d\n' "$(cat_lines() { for f; do cat "$f"; [ -z "$(tail -c1 "$f")" ] || echo; done; }; cat_lines "$@" | grep -ac o)"`,
});

describeProcessor('replace', {
  algorithm: { type, operation: 'replace', pattern: '[aeiou]', replacement: '<$&>' },
  format: 'text',
  script: `for f; do sed -E 's/[aeiou]/<&>/g' "$f"; [ -z "$(tail -c1 "$f")" ] || echo; done`,
});

describeProcessor('frequency', {
  algorithm: { type, operation: 'frequency', pattern: '([a-z]+)[0-9 ]' },
  format: 'text',
  script: `(for f; do cat "$f"; echo; done | grep -aoE '[a-z]+[0-9 ]' | sed 's/.$//' || true) | ${counted}`,
});

describe('sorted runs', () => {
  test('what was spilled is merged into the part, and the scratch files can be removed', async () => {
    const folder = await temporaryFolder();
    const scratch = scratchFor(join(folder, 'part'), storages());
    const blocks: Uint8Array[] = [];
    const runs = sortedRuns({
      scratch,
      write: async (bytes) => void blocks.push(Buffer.from(bytes)),
    });
    const rows = (text: string) => [Buffer.from(text)];
    await runs.spill(rows('a\t1\nb\t2\n'));
    await runs.spill(rows('b\t3\nc\t1\n'));
    expect(await runs.finish(rows('a\t5\nd\t1\n'))).toBe(4);
    expect(Buffer.concat(blocks).toString()).toBe('a\t6\nb\t5\nc\t1\nd\t1\n');
    expect(await readdir(folder)).toEqual(['part.scratch']);
    await scratch.remove();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('word_count with unicode', () => {
  const unicode = async (text: string | Buffer, options: object = {}) => {
    const path = join(await temporaryFolder(), 'text');
    await writeFile(path, text);
    const slices = (await tasksOf('text', [path])).flat();
    const algorithm = { type, operation: 'word_count', unicode: true, ...options };
    const { part } = await runProcessor({ algorithm, format: 'text', slices });
    return { part, path };
  };

  test.each([{}, { ignore_case: true }])('agrees with perl, with %j', async (options) => {
    const { part, path } = await unicode(
      'Straße, straße! naïve café—CAFÉ 日本語、日本 don’t x²=٣ ١٢ ǅ\n"the end"\n',
      options,
    );
    const fold = 'ignore_case' in options ? 'lc' : '';
    const split = `perl -CSD -ne 'print ${fold} "$_\\n" for /[\\p{L}\\p{N}]+/g' "$1"`;
    expect(part.toString()).toBe(shell(`${split} | ${counted}`, [path]).toString());
  });

  test('bytes that are not UTF-8 part words', async () => {
    const { part } = await unicode(Buffer.from('ab\xFFcd ab\n', 'latin1'));
    expect(part.toString()).toBe('ab\t2\ncd\t1\n');
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
