import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { PartReceipt } from '../../../src/domain/part.ts';
import { algorithmSchema, traitsOf } from '../../../src/processors/index.ts';
import { localFiles } from '../../../src/storage/local.ts';
import { describeProcessor } from '../../contracts/processor.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { consolidatedBy, writeParts } from '../../support/parts.ts';
import { algorithmOf, runProcessor, tasksOf } from '../../support/run-processor.ts';
import { shell } from '../../support/shell.ts';
import { writeUglyFiles } from '../../support/ugly-files.ts';

const type = 'binary_processor';
const histogram = `cat "$@" | od -An -v -tx1 -w1 | tr -d ' ' | sort | uniq -c |
  awk '{ printf "%s\\t%d\\n", $2, $1 }'`;

/** The CRC is in the last 8 bytes of what gzip makes of a file. */
const crc32 = String.raw`for f; do
  crc=$(gzip -c < "$f" | tail -c 8 | od -An -v -tx1 -N4 | awk '{ print $4 $3 $2 $1 }')
  sha256sum "$f" | sed -E "s/^(.?)[0-9a-f]{64}/\1$crc/"
done`;

/** Offsets of what a Perl expression matches. */
const find = (expression: string) => String.raw`for f; do
  name=$(printf '%s' "$f" | sed -z 's/\\/\\\\/g; s/\n/\\n/g; s/\r/\\r/g; s/\t/\\t/g')
  grep -zobUaP '${expression}' "$f" | tr '\n' ' ' | tr '\0' '\n' |
    name="$name" awk -F: '{ print ENVIRON["name"] "\t" $1 }'
done; true`;

for (const digest of ['sha256', 'sha1', 'md5', 'sha512']) {
  describeProcessor(`checksum ${digest}`, {
    algorithm: { type, operation: 'checksum', digest },
    format: 'files',
    script: `${digest}sum "$@"`,
  });
}

for (const format of ['binary', 'files'] as const) {
  describeProcessor('checksum crc32', {
    algorithm: { type, operation: 'checksum', digest: 'crc32' },
    format,
    script: crc32,
  });
  describeProcessor('histogram', {
    algorithm: { type, operation: 'histogram' },
    format,
    script: histogram,
  });
  describeProcessor('find', {
    algorithm: { type, operation: 'find', pattern: 'foo' },
    format,
    script: find('foo'),
  });
}

describeProcessor('compress', {
  algorithm: { type, operation: 'compress' },
  format: 'files',
  script: 'cat "$@"',
  view: 'gzip -dc',
});

describeProcessor('decompress', {
  algorithm: { type, operation: 'decompress' },
  format: 'files',
  prepare: 'gzip -c "$1"',
  script: 'for f; do gzip -dc < "$f"; done',
});

/** The result of an operation over files, in tasks of so many bytes. */
async function resultOf(algorithm: object, paths: readonly string[], bytes = Infinity) {
  const folder = await temporaryFolder();
  const checked = algorithmOf({ type, ...algorithm });
  const traits = traitsOf(checked)!;
  const [format] = traits.formats;
  const contents: Buffer[] = [];
  const facts: Partial<PartReceipt>[] = [];
  for (const slices of await tasksOf(format, paths, { bytes })) {
    const run = await runProcessor({ algorithm: { type, ...algorithm }, format, slices });
    contents.push(run.part);
    facts.push({ slices, lengths: run.lengths });
  }
  const parts = await writeParts(join(folder, 'parts'), contents, facts);
  return consolidatedBy(traits, parts, join(folder, 'result'));
}

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'file');
  await writeFile(path, content);
  return path;
}

describe('checksum', () => {
  test('is read by sha256sum -c, names with newlines and backslashes too', async () => {
    const folder = await temporaryFolder();
    const paths = ['plain', 'new\nline', 'back\\slash', 'return\r'].map((it) => join(folder, it));
    for (const path of paths) await writeFile(path, path);
    const slices = (await tasksOf('files', paths)).flat();
    const algorithm = { type, operation: 'checksum' };
    const { part } = await runProcessor({ algorithm, format: 'files', slices });
    const sums = join(folder, 'sums');
    await writeFile(sums, part);
    expect(shell('sha256sum --strict -c "$1" | grep -c ": OK$"', [sums]).toString()).toBe('4\n');
  });

  test('xxh64 is that of the reference implementation', async () => {
    const hashes = ['', 'a', 'abc', 'Nobody inspects the spammish repetition'];
    const paths = await Promise.all(hashes.map(fileOf));
    const { read } = await resultOf({ operation: 'checksum', digest: 'xxh64' }, paths);
    const expected = [
      'ef46db3751d8e999',
      'd24ec4f1a98c6e5b',
      '44bc2cf5ad770999',
      'fbcea83c8a378bf1',
    ];
    const rows = expected.map((hash, index) => `${hash}  ${paths[index]}\n`);
    expect((await read('result')).toString()).toBe(rows.join(''));
  });
});

describe('find', () => {
  test.each([
    ['hex:66 6F6f', 'foo'],
    ['o', 'o'],
    ['hex:0a', String.raw`\n`],
    ['hex:ff 20 e9 20 c3 0a', String.raw`\xff\x20\xe9\x20\xc3\n`],
    ['xxxxx', '(?=xxxxx)x'],
    ['漢字', String.raw`\xe6\xbc\xa2\xe5\xad\x97`],
  ])('of %s over borders of ranges gives what grep does', async (pattern, expression) => {
    const folder = await temporaryFolder();
    const paths = await writeUglyFiles(folder);
    const expected = shell(find(expression), paths).toString();
    expect(expected).not.toBe('');
    for (const bytes of [313, 5000, Infinity]) {
      const algorithm = { type, operation: 'find', pattern };
      let rows = '';
      for (const slices of await tasksOf('binary', paths, { bytes })) {
        const storage = localFiles({ blockSize: 101 });
        const run = await runProcessor({ algorithm, format: 'binary', slices, storage });
        rows += run.part.toString();
        expect(run.bytesIn).toBe(slices.reduce((sum, { start, end }) => sum + end - start, 0));
      }
      expect(rows).toBe(expected);
    }
  });

  test('finds a pattern longer than ranges and blocks', async () => {
    const path = await fileOf(`${'-'.repeat(501)}${'ab'.repeat(300)}c`);
    const pattern = `${'ab'.repeat(300)}c`;
    for (const bytes of [7, 100]) {
      const { read } = await resultOf({ operation: 'find', pattern }, [path], bytes);
      expect((await read('result')).toString()).toBe(`${path}\t501\n`);
    }
  });

  test.each([
    ['', 'expected a pattern of 1 to 65536 bytes, got 0'],
    ['hex:', 'expected a pattern of 1 to 65536 bytes, got 0'],
    ['hex:abc', 'expected two hex digits for each byte'],
    ['hex:xy', 'expected two hex digits for each byte'],
  ])('refuses %j', (pattern, message) => {
    const { error } = algorithmSchema.safeParse({ type, operation: 'find', pattern });
    expect(error?.issues[0]?.message).toContain(message);
  });
});

describe('histogram with entropy', () => {
  test.each([0, 1, 77])('agrees with awk on %i kinds of byte', async (kinds) => {
    const bytes = Array.from({ length: kinds * kinds }, (_, at) => (at * at + (at >> 3)) % kinds);
    const path = await fileOf(Buffer.from(bytes));
    const { read } = await resultOf({ operation: 'histogram', entropy: true }, [path], 1000);
    const awk = `awk '{ print; n[NR] = $2; all += $2 }
      END { for (i in n) { p = n[i] / all; h -= p * log(p) / log(2) }; printf "entropy\\t%.6f\\n", h + 0 }'`;
    expect((await read('result')).toString()).toBe(
      shell(`${histogram} | ${awk}`, [path]).toString(),
    );
  });
});

describe('compress', () => {
  test('of a higher level is smaller, and names its files', async () => {
    const path = await fileOf(Array.from({ length: 50_000 }, (_, at) => (at * 7919) % 977).join());
    const sizes: (number | undefined)[] = [];
    for (const level of [1, 9]) {
      const { files } = await resultOf({ operation: 'compress', level }, [path]);
      expect(files.map(({ name }) => name)).toEqual(['file.gz']);
      sizes.push(files[0]?.bytes);
    }
    expect(sizes[1]).toBeLessThan(sizes[0]!);
  });

  const zstd = { operation: 'compress', method: 'zstd' };

  const givesBackWhatItTook = async () => {
    const text = 'zstd '.repeat(100_000);
    const { files, read } = await resultOf(zstd, [await fileOf(text)]);
    expect(files.map(({ name }) => name)).toEqual(['file.zst']);
    const whole = await read('file.zst');
    const back = await resultOf({ operation: 'decompress' }, [await fileOf(whole)]);
    expect((await back.read('file')).toString()).toBe(text);
    const zeros = Buffer.concat([whole, Buffer.alloc(9)]);
    for (const bad of [whole.subarray(0, -1), whole.subarray(0, 9), zeros]) {
      const refused = resultOf({ operation: 'decompress' }, [await fileOf(bad)]);
      await expect(refused).rejects.toMatchObject({ type: 'InputInvalid' });
    }
  };

  const saysWhichNodeItNeeds = async () => {
    await expect(resultOf(zstd, [await fileOf('zstd')])).rejects.toMatchObject({
      type: 'BadConfig',
      message: expect.stringContaining('Node 22.15'),
    });
  };

  const hasZstd = 'createZstdCompress' in zlib;
  test('by zstd works where Node can', async () => {
    expect.hasAssertions();
    await (hasZstd ? givesBackWhatItTook : saysWhichNodeItNeeds)();
  });
});

describe('decompress', () => {
  const text = 'some text, again and again; '.repeat(20_000);
  const whole = zlib.gzipSync(text);

  test('takes files of several members', async () => {
    const path = await fileOf(Buffer.concat([whole, whole]));
    const slices = (await tasksOf('files', [path])).flat();
    for (const blockSize of [1, whole.length, 65_536]) {
      const [algorithm, storage] = [{ type, operation: 'decompress' }, localFiles({ blockSize })];
      const { part } = await runProcessor({ algorithm, format: 'files', slices, storage });
      expect(part.equals(Buffer.from(text + text))).toBe(true);
    }
  });

  test.each([
    ['plain text', Buffer.from(text), 'which begins with 736f6d65'],
    ['nothing', Buffer.alloc(0), 'which begins with nothing'],
    ['half a file', whole.subarray(0, whole.length / 2), 'unexpected end of file'],
    ['a mark alone', whole.subarray(0, 2), 'unexpected end of file'],
    ['a wrong checksum', Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8, 1)]), 'incorrect'],
    ['a tail of text', Buffer.concat([whole, Buffer.from('tail')]), 'incorrect header check'],
    ['a short tail of zeros', Buffer.concat([whole, Buffer.alloc(7)]), 'bytes follow its end'],
    ['a long tail of zeros', Buffer.concat([whole, Buffer.alloc(1e6)]), 'bytes follow its end'],
  ])('refuses %s', async (_what, content, reason) => {
    const path = await fileOf(content);
    await expect(resultOf({ operation: 'decompress' }, [path])).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringMatching(new RegExp(`${path}.*${reason}`)),
    });
  });

  test.each([
    ['a.gz', 'a'],
    ['b/a.tar.zst', 'b/a.tar'],
    ['a.tgz', 'a.tar'],
    ['a.txt', 'a.txt'],
  ])('makes of %s %s', (name, expected) => {
    const { rename } = traitsOf(algorithmOf({ type, operation: 'decompress' }))!;
    expect(rename?.(name)).toBe(expected);
  });
});
