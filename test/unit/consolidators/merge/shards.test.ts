import { execFileSync } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergeShard, shardsOf } from '../../../../src/consolidators/merge/shards.ts';
import { localFiles } from '../../../../src/storage/local.ts';
import { temporaryFolder } from '../../../support/folder.ts';
import { consolidatedBy, writeParts } from '../../../support/parts.ts';

const storage = localFiles();
const { signal } = new AbortController();

/** Parts of some hundred KiB each, with keys of their own and keys in common. */
async function bigParts(folder: string, count: number) {
  const contents = Array.from({ length: count }, (_, part) => {
    const keys = Array.from(
      { length: 20_000 },
      (_row, at) => `${((at * 7_919) % 20_011).toString(36)}${at % 3 === 0 ? '' : `-${part}`}`,
    );
    const rows = keys.toSorted().map((key, at) => `${key}\t${(at % 9) + 1}\n`);
    return Buffer.from(rows.join(''));
  });
  return writeParts(folder, contents);
}

test('shards hold each row once, and together are the merge of all parts', async () => {
  const base = await temporaryFolder();
  const parts = await bigParts(join(base, 'parts'), 3);
  const shards = await shardsOf({
    parts,
    count: 3,
    into: join(base, 'out/.merge'),
    storage,
    least: 1,
  });
  expect(shards).toHaveLength(3);
  for (const { parts: ranges } of shards)
    for (const { start, end } of ranges) expect(end - start).toBeGreaterThan(20_000);

  const merged = [];
  for (const shard of shards) merged.push(await mergeShard(shard, { storage, signal }));
  const { files, read } = await consolidatedBy(
    { consolidations: ['merge'], shards: merged },
    parts,
    join(base, 'out'),
  );

  const script = `cat parts/* | awk -F'\\t' '{ n[$1] += $2 } END { for (k in n) print k "\\t" n[k] }' | LC_ALL=C sort`;
  const expected = execFileSync('sh', ['-c', script], { cwd: base, maxBuffer: 2 ** 28 });
  expect((await read('result')).equals(expected)).toBe(true);
  expect(files).toMatchObject([{ name: 'result', bytes: expected.length }]);
});

test('small parts are not worth it, and neither is one', async () => {
  const base = await temporaryFolder();
  const sharding = { count: 2, into: base, storage };
  const small = await writeParts(join(base, 'small'), [
    Buffer.from('a\t1\n'),
    Buffer.from('b\t1\n'),
  ]);
  expect(await shardsOf({ ...sharding, parts: small })).toEqual([]);
  const parts = await bigParts(join(base, 'one'), 1);
  expect(await shardsOf({ ...sharding, parts, least: 1 })).toEqual([]);
});

test('a damaged part is found by one of the shards', async () => {
  const base = await temporaryFolder();
  const parts = await bigParts(join(base, 'parts'), 3);
  const shards = await shardsOf({ parts, count: 2, into: join(base, '.merge'), storage, least: 1 });
  const { uri } = parts[1]!;
  const before = await readFile(uri);
  await appendFile(uri, 'zzz\t1\n');
  const outcomes = await Promise.allSettled(
    shards.map(async (shard) => mergeShard(shard, { storage, signal })),
  );
  const reasons = outcomes.flatMap((it) => (it.status === 'rejected' ? [it.reason] : []));
  expect(reasons).toMatchObject([
    { type: 'PartDamaged', message: expect.stringContaining(`expected ${before.length} bytes`) },
  ]);
});
