import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add } from '../../../src/rows/sum.ts';
import { describeConsolidator } from '../../contracts/consolidator.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { consolidated, consolidatedBy, writeParts } from '../../support/parts.ts';
import { shell } from '../../support/shell.ts';

describeConsolidator('merge');

type Rows = Readonly<Record<string, bigint>>;

/** Rows sorted by the bytes of their keys, whose characters stand for bytes. */
function partOf(rows: Rows): Buffer {
  const keys = Object.keys(rows).toSorted((one, other) => (one < other ? -1 : 1));
  return Buffer.from(keys.map((key) => `${key}\t${rows[key]}\n`).join(''), 'latin1');
}

async function merged(contents: readonly Buffer[]): Promise<Buffer> {
  const folder = await temporaryFolder();
  const parts = await writeParts(join(folder, 'parts'), contents);
  const { read } = await consolidated('merge', parts, join(folder, 'result'));
  expect(await readdir(join(folder, 'result'))).toEqual(['result']);
  return read('result');
}

describe('merge', () => {
  test('adds up what a map adds up, for any bytes and any counts', async () => {
    const byte = fc.integer({ min: 0, max: 255 }).filter((it) => it !== 9 && it !== 10);
    const key = fc.array(byte, { maxLength: 12 }).map((it) => String.fromCharCode(...it));
    const common = fc.constantFrom('a', 'a\u0001', 'ab', 'é', '__proto__', '7');
    const count = fc.bigInt({ min: 0n, max: 2n ** 70n });
    const part = fc.dictionary(fc.oneof(common, key), count, {
      maxKeys: 20,
      noNullPrototype: true,
    });
    const property = fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (all) => {
      const sums = new Map<string, bigint>();
      for (const [word, n] of all.flatMap((it) => Object.entries(it))) {
        sums.set(word, (sums.get(word) ?? 0n) + n);
      }
      const expected = partOf(Object.fromEntries(sums));
      expect((await merged(all.map(partOf))).toString('latin1')).toBe(expected.toString('latin1'));
    });
    await fc.assert(property, { numRuns: 50 });
  });

  test('agrees with awk and sort on more parts than it reads at once', async () => {
    const contents = Array.from({ length: 150 }, (_, part) =>
      partOf(
        Object.fromEntries(
          Array.from({ length: 40 }, (__, row) => [
            `k${(row * 31 + part * 17) % 997}`,
            BigInt(part),
          ]),
        ),
      ),
    );
    const folder = await temporaryFolder();
    const parts = await writeParts(folder, contents);
    const paths = parts.map(({ uri }) => uri);
    const awk = `cat "$@" | awk -F'\\t' '{ n[$1] += $2 } END { for (k in n) print k "\\t" n[k] }'`;
    const expected = shell(`${awk} | sort -t "$(printf '\\t')" -k1,1`, paths);
    expect((await merged(contents)).toString()).toBe(expected.toString());
  });

  test('adds up exactly beyond 2^53', async () => {
    const most = BigInt(Number.MAX_SAFE_INTEGER);
    const contents = [{ a: most, b: 1n }, { a: 1n, b: most }, { a: 1n }].map(partOf);
    const sums = 'a\t9007199254740993\nb\t9007199254740992\n';
    expect((await merged(contents)).toString()).toBe(sums);
    expect(add(2 ** 53 - 1, 2)).toBe(9007199254740993n);
    expect(add(1, 2)).toBe(3);
  });

  test('takes keys longer than a block', async () => {
    const [long, longer] = ['x'.repeat(700_000), 'x'.repeat(700_001)];
    const rows = { [long]: 1n, [longer]: 2n };
    const result = await merged([partOf(rows), partOf(rows)]);
    expect(result.equals(partOf({ [long]: 2n, [longer]: 4n }))).toBe(true);
  });

  test('makes an empty file of no parts', async () => {
    expect(await merged([])).toHaveLength(0);
  });

  test.each([
    ['b\t1\na\t1\n', 'sorted by key'],
    ['a\t1', 'expected a row'],
    ['a 1\n', 'expected a row'],
    ['a\t\n', 'expected a row'],
    ['a\t-1\n', 'expected a row'],
    ['12\n', 'expected a row'],
    ['\n', 'expected a row'],
  ])('refuses a part that is not sorted rows: %j', async (content, reason) => {
    await expect(merged([Buffer.from(content)])).rejects.toMatchObject({
      type: 'PartDamaged',
      message: expect.stringContaining(reason),
    });
  });

  describe('by count', () => {
    const folderOf = async (contents: readonly Buffer[]) => {
      const folder = await temporaryFolder();
      const parts = await writeParts(join(folder, 'parts'), contents);
      const by = async (wish: Partial<Parameters<typeof consolidatedBy>[0]>) => {
        const into = join(folder, 'result');
        const { read } = await consolidatedBy({ consolidations: ['merge'], ...wish }, parts, into);
        expect(await readdir(into)).toEqual(['result']);
        return (await read('result')).toString('latin1');
      };
      const sorted = (more = '') =>
        shell(
          `cat "$@" | awk -F'\\t' '{ n[$1] += $2 } END { for (k in n) print k "\\t" n[k] }' |
            sort -t "$(printf '\\t')" -k2,2nr -k1,1 ${more}`,
          parts.map(({ uri }) => uri),
        ).toString('latin1');
      return { by, sorted };
    };
    const many = Array.from({ length: 5 }, (_, part) =>
      partOf(
        Object.fromEntries(
          Array.from({ length: 3_000 }, (__, row) => [
            `word-${(row * 7_919 + part) % 9_973}`,
            BigInt((row * row) % 97),
          ]),
        ),
      ),
    );

    test.each([{ memory: undefined }, { memory: 8_192 }, { memory: 64_000 }])(
      'agrees with sort, whether rows are spilled or not: %j',
      async ({ memory }) => {
        const { by, sorted } = await folderOf(many);
        expect(await by({ order: 'count', memory })).toBe(sorted());
      },
    );

    test.each([1, 2, 10, 2_999, 100_000])('the top %i are those that sort names', async (top) => {
      const { by, sorted } = await folderOf(many);
      const first = `| sed -n 1,${top}p`;
      expect(await by({ top })).toBe(sorted(first));
      expect(await by({ top, order: 'key' })).toBe(sorted(`${first} | sort`));
    });

    test('tells counts apart beyond 2^53', async () => {
      const most = 2n ** 60n;
      const { by } = await folderOf([partOf({ a: most, b: most + 1n, c: most })]);
      const rows = `b\t${most + 1n}\na\t${most}\nc\t${most}\n`;
      expect(await by({ order: 'count' })).toBe(rows);
      expect(await by({ top: 2 })).toBe(rows.split('c')[0]);
    });

    test('makes an empty file of no rows', async () => {
      const { by } = await folderOf([Buffer.alloc(0)]);
      expect(await by({ order: 'count' })).toBe('');
      expect(await by({ top: 3 })).toBe('');
    });
  });
});
