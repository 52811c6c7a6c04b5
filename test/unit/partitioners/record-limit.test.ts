import * as fc from 'fast-check';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DataError } from '../../../src/errors.ts';
import { csv } from '../../../src/partitioners/csv.ts';
import { jsonl } from '../../../src/partitioners/jsonl.ts';
import { lines } from '../../../src/partitioners/lines.ts';
import { localFiles } from '../../../src/storage/local.ts';
import { bytesOf, groupsOf, inputsFrom, temporaryFolder } from '../../contracts/partitioner.ts';

const record = fc.integer({ min: 0, max: 25 }).map((length) => `${'x'.repeat(length)}\n`);
const row = fc.integer({ min: 0, max: 6 }).map((count) => `"${'a\n""'.repeat(count)}"\n`);
const last = fc.constantFrom('', 'xx', 'xxxxxxxxxxxxxx');

describe.each([
  { partitioner: lines, records: fc.array(record, { minLength: 1 }) },
  { partitioner: jsonl, records: fc.array(record, { minLength: 1 }) },
  { partitioner: csv, records: fc.array(row, { minLength: 1 }) },
])('$partitioner.format', ({ partitioner, records }) => {
  test('refuses exactly the slices with a record over the limit, and says where it starts', async () => {
    const folder = await temporaryFolder();
    const job = fc.record({
      rows: records,
      end: last,
      bytes: fc.integer({ min: 1, max: 60 }),
      most: fc.integer({ min: 1, max: 30 }),
    });
    const cases = fc.asyncProperty(job, async ({ rows, end, bytes, most }) => {
      const all = [...rows, end];
      const [input] = await inputsFrom(folder, [Buffer.from(all.join(''))]);
      let at = 0;
      const found = all.map((it) => ({ start: (at += it.length) - it.length, size: it.length }));
      for (const slice of (await groupsOf(partitioner, [input!], { bytes })).flat()) {
        const tooLong = found.find(
          ({ start, size }) => start >= slice.start && start < slice.end && size > most,
        );
        const rules = { header: false, maxRecordBytes: most };
        const told = await bytesOf(partitioner, slice, { rules }).then(
          () => 'nothing',
          ({ type, message }: DataError) => `${type}: ${message}`,
        );
        expect(told).toMatch(
          tooLong ? new RegExp(`^InputInvalid: .*at byte ${tooLong.start} of "`) : /^nothing$/,
        );
      }
    });
    await fc.assert(cases, { numRuns: 200 });
  });

  test('reads a record of 100 MB in little memory, and no more than the limit of a longer one', async () => {
    const path = join(await temporaryFolder(), 'sparse');
    const file = await open(path, 'w');
    await file.truncate(100_000_000);
    await file.close();
    const input = (await localFiles().stat(path))!;
    const slice = { ...input, start: 0, end: input.size };
    const drain = async (maxRecordBytes: number) => {
      let bytes = 0;
      const rules = { header: true, maxRecordBytes };
      for await (const block of partitioner.read(slice, localFiles(), rules)) bytes += block.length;
      return bytes;
    };
    const before = process.memoryUsage().arrayBuffers;
    expect(await drain(100_000_000)).toBe(100_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    await expect(drain(99_999_999)).rejects.toMatchObject({ type: 'InputInvalid' });
  });
});

test('csv refuses a header over the limit in every slice', async () => {
  const [input] = await inputsFrom(await temporaryFolder(), [
    Buffer.from(`"${'\n'.repeat(50)}",b\n${'1,2\n'.repeat(20)}`),
  ]);
  const slices = (await groupsOf(csv, [input!], { bytes: 30 })).flat();
  expect(slices.length).toBeGreaterThan(1);
  for (const slice of slices) {
    const rules = { header: true, maxRecordBytes: 40 };
    await expect(bytesOf(csv, slice, { rules })).rejects.toMatchObject({ type: 'InputInvalid' });
  }
});
