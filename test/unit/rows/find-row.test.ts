import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, nat, string } from 'fast-check';
import { expect, test } from 'vitest';
import { firstNotBefore, rowFrom } from '../../../src/rows/find-row.ts';
import { localFiles } from '../../../src/storage/local.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** A file of sorted rows, and where each starts. */
async function rowFile(keys: readonly string[]) {
  const uri = join(await temporaryFolder(), 'rows');
  const sorted = [...new Set(keys)].toSorted((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const rows = sorted.map((key, at) => Buffer.from(`${key}\t${at}\n`));
  await writeFile(uri, Buffer.concat(rows));
  let size = 0;
  const places = sorted.map((key, at) => {
    const start = size;
    size += rows[at]!.length;
    return { key, start };
  });
  return { file: { uri, size, storage: localFiles() }, places };
}

const key = string({ unit: constantFrom('a', 'b', '\t', 'é', '\u{1f600}'), maxLength: 9 });

test('finds the row at any place, and where any key would stand', async () => {
  await assert(
    asyncProperty(array(key, { maxLength: 30 }), key, nat(200), async (keys, wanted, at) => {
      const { file, places } = await rowFile(keys);
      const next = places.find(({ start }) => start >= at);
      const found = await rowFrom(file, at);
      expect(found && { key: found.key.toString(), start: found.start }).toEqual(next);
      const bytes = Buffer.from(wanted);
      const notBefore = places.find((it) => Buffer.compare(Buffer.from(it.key), bytes) >= 0);
      expect(await firstNotBefore(file, bytes)).toBe(notBefore?.start ?? file.size);
    }),
    { numRuns: 100 },
  );
});

test('finds rows that are longer than what it looks at first', async () => {
  const keys = ['a'.repeat(100_000), 'b', 'c'.repeat(50_000)];
  const { file, places } = await rowFile(keys);
  expect((await rowFrom(file, 7))?.start).toBe(places[1]!.start);
  expect(await firstNotBefore(file, Buffer.from('c'))).toBe(places[2]!.start);
  expect(await firstNotBefore(file, Buffer.from('d'))).toBe(file.size);
});
