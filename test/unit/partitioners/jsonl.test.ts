import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jsonl } from '../../../src/partitioners/jsonl.ts';
import { localFiles } from '../../../src/storage/local.ts';
import {
  bytesOf,
  describePartitioner,
  groupsOf,
  temporaryFolder,
  withoutMark,
} from '../../contracts/partitioner.ts';

describePartitioner(jsonl, { given: withoutMark });

test('gives whole JSON values, whatever strings hold', async () => {
  const values = Array.from({ length: 500 }, (_, n) => ({ n, s: 'a "b" \n,'.repeat(n % 7) }));
  const path = join(await temporaryFolder(), 'a.jsonl');
  await writeFile(path, values.map((value) => `${JSON.stringify(value)}\r\n`).join(''));
  const groups = await groupsOf(jsonl, [(await localFiles().stat(path))!], { bytes: 1000 });
  const parts = await Promise.all(groups.flat().map((slice) => bytesOf(jsonl, slice)));
  const read = parts.flatMap((part) => part.toString().trimEnd().split('\n'));
  expect(read.map((line): unknown => JSON.parse(line))).toEqual(values);
  expect(groups.length).toBeGreaterThan(10);
});

test('refuses UTF-16', async () => {
  const path = join(await temporaryFolder(), 'a.jsonl');
  await writeFile(path, execFileSync('bash', ['-c', `echo '{"a":1}' | iconv -t UTF-16`]));
  const groups = await groupsOf(jsonl, [(await localFiles().stat(path))!], { bytes: 1000 });
  await expect(bytesOf(jsonl, groups[0]![0]!)).rejects.toMatchObject({ type: 'InputInvalid' });
});
