import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scanQuotes } from '../../../src/partitioners/quote-scan.ts';
import { createRunners } from '../../../src/runners/index.ts';
import { storages } from '../../../src/storage/index.ts';
import { attemptAt, controlOf } from '../../contracts/runner.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { writeParts } from '../../support/parts.ts';

function started() {
  const runners = createRunners({ maxThreads: 1 });
  onTestFinished(async () => runners.close());
  return runners;
}

async function consolidationOf(contents: readonly string[]) {
  const folder = await temporaryFolder();
  const parts = await writeParts(
    folder,
    contents.map((it) => Buffer.from(it)),
  );
  for (const { uri, receipt } of parts) await writeFile(`${uri}.json`, JSON.stringify(receipt));
  return {
    consolidation: 'merge',
    algorithm: { type: 'text_processor', operation: 'word_count' },
    result: 'result.tsv',
    into: join(folder, 'into'),
    parts: parts.map(({ uri }) => ({ uri, receiptUri: `${uri}.json` })),
  } as const;
}

describe('the runners', () => {
  test('run commands and built-in processors alike', async () => {
    const runners = started();
    const command = await attemptAt({ type: 'command', run: 'wc -l' }, 'a\nb\n');
    const type = 'text_processor';
    const builtIn = await attemptAt({ type, operation: 'word_count' }, 'b a b\n');
    for (const { attempt } of [command, builtIn]) {
      await runners.runnerOf(attempt.algorithm).run(attempt, controlOf());
    }
    const partOf = async (folder: string) => readFile(join(folder, 'parts', '000000-a3'), 'utf8');
    expect((await partOf(command.folder)).trim()).toBe('2');
    expect(await partOf(builtIn.folder)).toBe('a\t1\nb\t2\n');
  });

  test('bring parts together in a thread, by their receipts', async () => {
    const work = await consolidationOf(['a\t1\n', 'a\t2\nb\t1\n']);
    const read: number[] = [];
    const { results, receipts } = await started().consolidate(
      work,
      controlOf(({ bytes }) => void read.push(bytes)),
    );
    expect(results).toMatchObject([{ name: 'result.tsv', bytes: 8 }]);
    expect(receipts).toMatchObject([{ bytesOut: 4 }, { bytesOut: 8 }]);
    expect(await readFile(join(work.into, 'result.tsv'), 'utf8')).toBe('a\t3\nb\t1\n');
    expect(read.at(-1)).toBe(12);
  });

  test('refuse a damaged part with its own failure', async () => {
    const work = await consolidationOf(['a\t1\n']);
    await writeFile(work.parts[0]!.uri, 'a\t2\n');
    await expect(started().consolidate(work, controlOf())).rejects.toMatchObject({
      name: 'DataError',
      type: 'PartDamaged',
    });
  });

  test('scan a range of a file in a thread as this process would', async () => {
    const uri = join(await temporaryFolder(), 'table.csv');
    await writeFile(uri, `"a\n","b"\n${'c,d\n'.repeat(200_000)}"`);
    const { signal } = new AbortController();
    const runners = started();
    for (const range of [
      { uri, start: 0, end: 4 },
      { uri, start: 1, end: 700_000 },
      { uri, start: 3, end: Infinity },
    ]) {
      const expected = await scanQuotes(range, storages()(uri));
      expect(await runners.scanQuotes(range, signal)).toEqual(expected);
    }
    const gone = { uri: `${uri}.gone`, start: 0, end: 4 };
    const failure = { name: 'DataError', type: 'InputMissing' };
    await expect(runners.scanQuotes(gone, signal)).rejects.toMatchObject(failure);
  });

  test('stop a scan that is not wanted any more', async () => {
    const uri = join(await temporaryFolder(), 'sparse.csv');
    await writeFile(uri, '');
    await truncate(uri, 2 ** 40);
    const stop = new AbortController();
    const scan = started().scanQuotes({ uri, start: 0, end: 2 ** 40 }, stop.signal);
    stop.abort(new Error('enough'));
    await expect(scan).rejects.toThrow('enough');
  });
});
