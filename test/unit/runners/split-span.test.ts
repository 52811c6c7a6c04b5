import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, assert, asyncProperty, boolean, constantFrom, string } from 'fast-check';
import { expect, test } from 'vitest';
import { type InputFormat, usualRules } from '../../../src/domain/plan.ts';
import type { Span } from '../../../src/domain/selection.ts';
import { selected } from '../../../src/runners/selecting.ts';
import { splitSpan, wholeSpan } from '../../../src/runners/split-span.ts';
import { storages } from '../../../src/storage/index.ts';
import { localFiles } from '../../../src/storage/local.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { tasksOf } from '../../support/run-processor.ts';

const storage = localFiles({ blockSize: 7 });

/** All records of a file's slice, found by splitting until nothing can be split. */
async function recordsOf(format: InputFormat, text: string, batch = Infinity) {
  const path = join(await temporaryFolder(), 'in put');
  await writeFile(path, text);
  const tasks = await tasksOf(format, [path], { bytes: batch });
  const found: string[] = [];
  for (const [slice] of tasks) {
    const splitting = { slice: slice!, format, rules: usualRules, storage };
    const single: Span[] = [];
    const left = [await wholeSpan(0, splitting)];
    for (let span = left.pop(); span; span = left.pop()) {
      const halves = await splitSpan(span, splitting);
      if (halves) left.push(halves[1], halves[0]);
      else if (span.end > span.start) single.push(span);
    }
    for (const only of single) found.push(await textOf(format, slice!, [only]));
  }
  return found;
}

async function textOf(
  format: InputFormat,
  slice: Parameters<typeof splitSpan>[1]['slice'],
  only: readonly Span[],
): Promise<string> {
  const { read } = selected({
    slices: [slice],
    format,
    rules: { ...usualRules, header: false },
    selection: { only },
    storages: storages(),
  });
  const blocks: Buffer[] = [];
  for await (const block of read(slice)) blocks.push(Buffer.from(block));
  return Buffer.concat(blocks).toString();
}

test('splits text into its lines, whatever they are', async () => {
  const line = string({ unit: constantFrom('a', '"', '\r', ' '), maxLength: 12 });
  await assert(
    asyncProperty(
      array(line, { minLength: 1, maxLength: 12 }),
      boolean(),
      async (lines, isEnded) => {
        const text = lines.join('\n') + (isEnded ? '\n' : '');
        const expected = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
        expect(await recordsOf('text', text)).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});

test('splits csv between its rows, and leaves its header out', async () => {
  const text = 'name,note\r\nа,"one\ntwo"\r\nb,"say ""so""\n\n"\r\nc,d';
  expect(await recordsOf('csv', text)).toEqual([
    'а,"one\ntwo"\r\n',
    'b,"say ""so""\n\n"\r\n',
    'c,d',
  ]);
});

test('splits what each slice of a file has', async () => {
  const lines = Array.from({ length: 40 }, (_, at) => `${'x'.repeat(at % 7)}${at}\n`);
  expect(await recordsOf('text', lines.join(''), 23)).toEqual(lines);
});
