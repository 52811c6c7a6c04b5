import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { all, bytesOf, describeListing, type OpenStorage, put, textOf } from './storage-listing.ts';

/** What every storage must do. A new storage calls this once and adds only what is its own. */
export function describeStorage(name: string, open: () => Promise<OpenStorage>): void {
  describe(`${name} keeps the storage contract: reading and writing`, () => {
    test('gives back the bytes that were written, with their number and hash', async () => {
      const { storage, root } = await open();
      const bytes = randomBytes(700_001);
      const output = await storage.write(`${root}/a/b/c`);
      await output.write(bytes.subarray(0, 300_000));
      await output.write(bytes.subarray(300_000));
      expect(await output.commit()).toEqual({ bytes: 700_001, sha256: sha256(bytes) });
      expect(sha256(await bytesOf(storage.read(`${root}/a/b/c`)))).toBe(sha256(bytes));
    });

    test('is not disturbed when the caller reuses its buffer', async () => {
      const { storage, root } = await open();
      const output = await storage.write(`${root}/a`);
      const buffer = Buffer.from('one');
      await output.write(buffer);
      buffer.write('two');
      await output.write(buffer);
      expect((await output.commit()).sha256).toBe(sha256(Buffer.from('onetwo')));
      expect(await textOf(storage, `${root}/a`)).toBe('onetwo');
    });

    test('shows a file under its name only once it is committed', async () => {
      const { storage, root } = await open();
      const output = await storage.write(`${root}/a`);
      await output.write(Buffer.from('new'));
      expect(await storage.stat(`${root}/a`)).toBeUndefined();
      expect(await storage.names(root)).toEqual([]);
      await expect(all(storage.list(root))).rejects.toMatchObject({ type: 'InputMissing' });
      await output.commit();
      expect(await storage.names(root)).toEqual(['a']);
    });

    test('keeps the old file until the new one is committed', async () => {
      const { storage, root } = await open();
      await put(storage, `${root}/a`, 'old');
      const output = await storage.write(`${root}/a`);
      await output.write(Buffer.from('new'));
      expect(await textOf(storage, `${root}/a`)).toBe('old');
      await output.commit();
      expect(await textOf(storage, `${root}/a`)).toBe('new');
    });

    test('leaves nothing of an aborted file, however often it is aborted', async () => {
      const { storage, root } = await open();
      const output = await storage.write(`${root}/a`);
      await output.write(Buffer.from('gone'));
      await output.abort();
      await output.abort();
      expect(await storage.stat(`${root}/a`)).toBeUndefined();
      expect(await storage.names(root)).toEqual([]);
    });

    test('lets an abort after the commit change nothing', async () => {
      const { storage, root } = await open();
      const output = await storage.write(`${root}/a`);
      await output.write(Buffer.from('kept'));
      await output.commit();
      await output.abort();
      expect(await textOf(storage, `${root}/a`)).toBe('kept');
    });

    test('writes and reads an empty file', async () => {
      const { storage, root } = await open();
      await put(storage, `${root}/empty`, '');
      expect(await storage.stat(`${root}/empty`)).toMatchObject({ size: 0 });
      expect(await bytesOf(storage.read(`${root}/empty`))).toHaveLength(0);
    });

    test.each([
      { start: 0, end: 3, text: '012' },
      { start: 3, end: 7, text: '3456' },
      { start: 8, end: 99, text: '89' },
      { start: 4, end: 4, text: '' },
      { start: 99, end: 100, text: '' },
      { start: 2, end: Infinity, text: '23456789' },
    ])('reads the bytes from $start to $end of ten', async ({ start, end, text }) => {
      const { storage, root } = await open();
      await put(storage, `${root}/ten`, '0123456789');
      const bytes = await bytesOf(storage.read(`${root}/ten`, { start, end }));
      expect(bytes.toString()).toBe(text);
    });

    test('says so when a file to read is missing', async () => {
      const { storage, root } = await open();
      await expect(bytesOf(storage.read(`${root}/no such`))).rejects.toMatchObject({
        type: 'InputMissing',
        message: expect.stringContaining('no such'),
      });
      expect(await storage.stat(`${root}/no such`)).toBeUndefined();
    });

    test('changes the fingerprint when a file changes, and only then', async () => {
      const { storage, root } = await open();
      await put(storage, `${root}/a`, 'one');
      const before = await storage.stat(`${root}/a`);
      expect(await storage.stat(`${root}/a`)).toEqual(before);
      expect(before).toMatchObject({ uri: `${root}/a`, size: 3 });
      await put(storage, `${root}/a`, 'three');
      expect((await storage.stat(`${root}/a`))?.fingerprint).not.toBe(before?.fingerprint);
    });
  });

  describe(`${name} keeps the storage contract: creating, moving, removing`, () => {
    test('lets one of twenty callers at once create a file', async () => {
      const { storage, root } = await open();
      const texts = Array.from({ length: 20 }, (_, index) => `caller ${index}\n`.repeat(1000));
      const wins = await Promise.all(texts.map((text) => storage.create(`${root}/d/claim`, text)));
      expect(wins.filter(Boolean)).toHaveLength(1);
      expect(await textOf(storage, `${root}/d/claim`)).toBe(texts[wins.indexOf(true)]);
      expect(await storage.create(`${root}/d/claim`, 'late')).toBe(false);
      expect(await storage.names(`${root}/d`)).toEqual(['claim']);
    });

    test('moves files over others, into folders not there yet', async () => {
      const { storage, root } = await open();
      await put(storage, `${root}/from`, 'new');
      await put(storage, `${root}/to`, 'old');
      await put(storage, `${root}/other`, 'other');
      await storage.move([
        { from: `${root}/from`, to: `${root}/to` },
        { from: `${root}/to`, to: `${root}/deep/er/to` },
        { from: `${root}/other`, to: `${root}/deep/other` },
      ]);
      expect(await storage.stat(`${root}/from`)).toBeUndefined();
      expect(await storage.stat(`${root}/to`)).toBeUndefined();
      expect(await textOf(storage, `${root}/deep/er/to`)).toBe('new');
      expect(await textOf(storage, `${root}/deep/other`)).toBe('other');
    });

    test('says so when a file to move is missing', async () => {
      const { storage, root } = await open();
      const moved = storage.move([{ from: `${root}/gone`, to: `${root}/to` }]);
      await expect(moved).rejects.toMatchObject({ type: 'OutputUnwritable' });
    });

    test('removes a file, a folder with all below it, and what is not there', async () => {
      const { storage, root } = await open();
      for (const path of ['a', 'd/b', 'd/e/c']) await put(storage, `${root}/${path}`, path);
      await storage.remove(`${root}/d`);
      await storage.remove(`${root}/nothing`);
      await storage.remove(`${root}/a/below-a-file`);
      expect(await all(storage.list(root))).toMatchObject([{ uri: `${root}/a` }]);
      await storage.remove(`${root}/a`);
      expect(await storage.names(root)).toEqual([]);
    });

    test('names what is in a folder in byte order; nothing where there is none', async () => {
      const { storage, root } = await open();
      for (const path of ['b', 'ä', 'B', 'sub/x', '\u{ffee}', '😀']) {
        await put(storage, `${root}/${path}`, '');
      }
      expect(await storage.names(root)).toEqual(['B', 'b', 'sub', 'ä', '\u{ffee}', '😀']);
      expect(await storage.names(`${root}/none`)).toEqual([]);
      expect(await storage.names(`${root}/b`)).toEqual([]);
    });
  });

  describeListing(name, open);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
