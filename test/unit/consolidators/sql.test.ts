import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { consolidatorOf } from '../../../src/consolidators/index.ts';
import { localFiles } from '../../../src/storage/local.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { writeParts } from '../../support/parts.ts';
import { algorithmOf, runProcessor, tasksOf } from '../../support/run-processor.ts';

const query = 'SELECT word, count(*) AS n FROM input GROUP BY word ORDER BY word';
const final = 'SELECT word, sum(n)::BIGINT AS n FROM parts GROUP BY word ORDER BY word';

/** Parts as tasks of type sql write them, one for each text. */
async function opened(texts: readonly string[] = ['word\na\nb\n', '', 'word\na\n']) {
  const folder = await temporaryFolder();
  const contents = [];
  for (const text of texts) {
    await writeFile(join(folder, 'input'), text);
    const slices = (await tasksOf('csv', [join(folder, 'input')])).flat();
    const algorithm = { type: 'sql', query };
    contents.push((await runProcessor({ algorithm, format: 'csv', slices })).part);
  }
  const parts = await writeParts(join(folder, 'parts'), contents);
  return { folder, parts, into: join(folder, 'into'), bytes: Buffer.concat(contents).length };
}

type Opened = Awaited<ReturnType<typeof opened>>;

async function consolidate(
  { parts, into }: Opened,
  options = {},
  signal = new AbortController().signal,
) {
  const progress: number[] = [];
  const files = await consolidatorOf('sql').consolidate({
    parts,
    into,
    algorithm: algorithmOf({ type: 'sql', query, final, ...options }),
    result: 'result',
    storage: localFiles({ blockSize: 101 }),
    signal,
    advance: (bytes) => void progress.push(bytes),
  });
  return { files, progress };
}

describe('consolidation by sql', () => {
  test('answers the file it wrote, leaves no other, and does the same again', async () => {
    const given = await opened();
    const { files, progress } = await consolidate(given);
    expect(await readdir(given.into)).toEqual(['result']);
    expect(await readFile(join(given.into, 'result'), 'utf8')).toBe('word,n\na,2\nb,1\n');
    expect(files).toMatchObject([{ name: 'result', bytes: 15 }]);
    expect(progress.at(-1)).toBe(given.bytes);
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));
    const again = await consolidate({ ...given, into: join(given.folder, 'again') });
    expect(again.files).toEqual(files);
  });

  test('puts the parts one after the other where the job file has no final query', async () => {
    const given = await opened();
    await consolidate(given, { final: undefined });
    expect(await readFile(join(given.into, 'result'), 'utf8')).toBe('word,n\na,1\nb,1\na,1\n');
  });

  test('makes an empty result where no part has columns', async () => {
    const given = await opened(['', '']);
    expect((await consolidate(given)).files).toMatchObject([{ name: 'result', bytes: 0 }]);
  });

  test.each([
    ['changed', async (uri: string) => writeFile(uri, 'PAR1')],
    ['too long', async (uri: string) => appendFile(uri, 'x')],
    ['too short', async (uri: string) => truncate(uri, 40)],
    ['empty', async (uri: string) => truncate(uri, 0)],
    ['gone', async (uri: string) => rm(uri)],
  ])('refuses a part that is %s, and leaves no result', async (_how, damage) => {
    const given = await opened();
    await damage(given.parts[0]!.uri);
    await expect(consolidate(given)).rejects.toMatchObject({
      type: 'PartDamaged',
      message: expect.stringContaining(JSON.stringify(given.parts[0]!.uri)),
    });
    expect(await readdir(given.into).catch(() => [])).toEqual([]);
  });

  test('leaves nothing of a final query that fails, or is stopped', async () => {
    const given = await opened();
    await expect(consolidate(given, { final: 'FROM input' })).rejects.toThrow(/algorithm\.final/);
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(consolidate(given, {}, stopped)).rejects.toThrow('enough');
    expect(await readdir(given.into)).toEqual([]);
  });
});
