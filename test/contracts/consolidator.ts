import { createHash } from 'node:crypto';
import { appendFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { consolidatorOf, consolidators } from '../../src/consolidators/index.ts';
import type { Consolidation } from '../../src/processors/processor.ts';
import { localFiles } from '../../src/storage/local.ts';
import { temporaryFolder } from '../support/folder.ts';
import { consolidated, writeParts } from '../support/parts.ts';

const rows = ['a\t1\nb\t2\n', '', 'a\t10\n', 'c\t7\n'].map((it) => Buffer.from(it));

/** What every consolidator must do, whatever its parts mean. */
export function describeConsolidator(name: Consolidation): void {
  const opened = async (contents: readonly Buffer[] = rows) => {
    const folder = await temporaryFolder();
    const parts = await writeParts(join(folder, 'parts'), contents);
    return { parts, into: join(folder, 'result'), folder };
  };

  describe(`${name} keeps the consolidator contract`, () => {
    test('is found by its name', () => {
      expect(consolidators).toContain(consolidatorOf(name));
      expect(consolidatorOf(name).name).toBe(name);
    });

    test('answers the files it wrote, and leaves no others', async () => {
      const { parts, into } = await opened();
      const { files, read } = await consolidated(name, parts, into);
      expect(await readdir(into)).toEqual(files.map((it) => it.name));
      for (const { name: file, bytes, sha256 } of files) {
        const content = await read(file);
        expect(content.length).toBe(bytes);
        expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
      }
    });

    test('leaves the parts as they are, and does the same again', async () => {
      const { parts, into, folder } = await opened();
      const first = await consolidated(name, parts, into);
      const second = await consolidated(name, parts, join(folder, 'again'));
      expect(second.files).toEqual(first.files);
    });

    test('says how many bytes it has read, up to all', async () => {
      const { parts, into } = await opened([...rows, Buffer.from('x\t1\n'.repeat(1000))]);
      const { progress } = await consolidated(name, parts, into);
      expect(progress.length).toBeGreaterThan(4);
      expect(progress).toEqual(progress.toSorted((one, other) => one - other));
      expect(progress.at(-1)).toBe(4017);
    });

    test('makes a legal result of empty parts', async () => {
      const { parts, into } = await opened([Buffer.alloc(0), Buffer.alloc(0)]);
      const { files } = await consolidated(name, parts, into);
      expect(files.every(({ bytes }) => bytes === 0)).toBe(true);
      expect(files.length).toBeGreaterThan(0);
    });

    test.each([
      ['changed', async (uri: string) => writeFile(uri, 'a\t1\nb\t3\n')],
      ['too long', async (uri: string) => appendFile(uri, 'c\t1\n')],
      ['too short', async (uri: string) => truncate(uri, 4)],
      ['cut in a row', async (uri: string) => truncate(uri, 7)],
      ['empty', async (uri: string) => truncate(uri, 0)],
      ['gone', async (uri: string) => rm(uri)],
    ])('refuses a part that is %s, names it, and leaves no result', async (_how, damage) => {
      const { parts, into } = await opened();
      await damage(parts[0]!.uri);
      await expect(consolidated(name, parts, into)).rejects.toMatchObject({
        type: 'PartDamaged',
        message: expect.stringContaining(JSON.stringify(parts[0]!.uri)),
      });
      expect(await readdir(into)).toEqual([]);
    });

    test('stops when it is aborted', async () => {
      const { parts, into } = await opened();
      const consolidating = consolidatorOf(name).consolidate({
        parts,
        into,
        algorithm: { type: 'none of those that look at it' },
        result: 'result',
        storage: localFiles(),
        signal: AbortSignal.abort(new Error('enough')),
        advance: () => undefined,
      });
      await expect(consolidating).rejects.toThrow('enough');
      expect(await readdir(into)).toEqual([]);
    });
  });
}
