import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firstLines } from '../../../src/cli/preview.ts';
import { summary } from './stand-in.ts';

let output = '';

beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'djc-preview-'));
});

afterEach(async () => {
  await rm(output, { recursive: true });
});

async function preview(content: string | Buffer, columns = 80): Promise<string[]> {
  await writeFile(join(output, 'result.tsv'), content);
  return firstLines({ ...summary, output }, columns);
}

test('the first five lines, with tabs as columns', async () => {
  expect(await preview('a\t1\nlonger-than-8\t2\nc\t3\nd\t4\ne\t5\nf\t6\n')).toEqual([
    'a       1',
    'longer-than-8   2',
    'c       3',
    'd       4',
    'e       5',
  ]);
});

test.each([
  ['an empty file', '', []],
  ['no final newline', 'a\nb', ['a', 'b']],
  ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
  ['invalid UTF-8', Buffer.from('a\xFFb\n', 'latin1'), ['a\uFFFDb']],
  ['escape sequences', '\u001B[2Jclear\u001B[31m\n', ['clear']],
  ['binary data', 'a\0b\n', []],
])('%s', async (_what, content, lines) => {
  expect(await preview(content)).toEqual(lines);
});

test('lines are cut to the width of the terminal, however long they are', async () => {
  expect(await preview(`${'x'.repeat(100_000)}\n`, 20)).toEqual([`${'x'.repeat(19)}…`]);
});

test('no preview of what cannot be read here, or is more than one file', async () => {
  expect(await firstLines({ ...summary, output: join(output, 'gone') }, 80)).toEqual([]);
  expect(await firstLines({ ...summary, output: 's3://bucket/out' }, 80)).toEqual([]);
  await preview('a\n');
  const results = [...summary.results, ...summary.results];
  expect(await firstLines({ ...summary, output, results }, 80)).toEqual([]);
});
