import { describe, expect, test } from 'vitest';
import type { Input } from '../../src/domain/plan.ts';
import type { Storage } from '../../src/storage/storage.ts';

export interface OpenStorage {
  readonly storage: Storage;
  /** An empty folder of its own for each test, without a slash at its end. */
  readonly root: string;
}

const oddNames = [
  'with space.txt',
  'new\nline.txt',
  'ünï-文字-😀.txt',
  '[ab]*?{x,y}!(z).txt',
  '"quoted".txt',
  '%41 #frag?query.txt',
  'back\\slash.txt',
  '-dash',
  '~tilde$HOME',
];

/** The part of the storage contract that says what a path, a folder or a glob names. */
export function describeListing(name: string, open: () => Promise<OpenStorage>): void {
  describe(`${name} keeps the storage contract: listing`, () => {
    test('lists a file as stat answers it', async () => {
      const { storage, root } = await open();
      await put(storage, `${root}/a`, 'abc');
      expect(await all(storage.list(`${root}/a`))).toEqual([await storage.stat(`${root}/a`)]);
    });

    test('lists all below a folder in the byte order of the paths', async () => {
      const { storage, root } = await open();
      const paths = ['a-b', 'a.txt', 'a/x', 'a/y/z', 'a0', 'B', 'ä', '\u{ffee}', '😀'];
      for (const path of paths.toReversed()) await put(storage, `${root}/${path}`, path);
      const inByteOrder = paths
        .map((path) => Buffer.from(`${root}/${path}`))
        .toSorted((a, b) => Buffer.compare(a, b))
        .map(String);
      expect(await urisOf(storage, root)).toEqual(inByteOrder);
      expect(await urisOf(storage, `${root}/`)).toEqual(inByteOrder);
    });

    test('leaves out what is hidden and what marks a success, not the rest of a result', async () => {
      const { storage, root } = await open();
      const paths = [
        '.djc/job/plan',
        '.hidden',
        '_SUCCESS',
        '_other',
        'd/.x',
        'd/_SUCCESS',
        'r.tsv',
      ];
      for (const path of paths) await put(storage, `${root}/${path}`, '');
      const visible = [`${root}/_other`, `${root}/r.tsv`];
      expect(await urisOf(storage, root)).toEqual(visible);
      expect(await urisOf(storage, `${root}/**`)).toEqual(visible);
      expect(await urisOf(storage, `${root}/.hidden`)).toEqual([`${root}/.hidden`]);
      expect(await urisOf(storage, `${root}/.djc`)).toEqual([`${root}/.djc/job/plan`]);
      expect(await urisOf(storage, `${root}/.djc/**`)).toEqual([`${root}/.djc/job/plan`]);
      expect(await urisOf(storage, `${root}/.*/*/p*`)).toEqual([`${root}/.djc/job/plan`]);
    });

    test.each([
      { glob: '*.log', paths: ['!bang.log', '2.log', 'a.log'] },
      { glob: '**/*.log', paths: ['!bang.log', '2.log', 'a.log', 'x/b.log', 'x/y/c.log'] },
      { glob: 'x/**', paths: ['x/b.log', 'x/b.txt', 'x/y/c.log'] },
      { glob: '*/*.log', paths: ['x/b.log'] },
      { glob: '{x,x/y}/*.log', paths: ['x/b.log', 'x/y/c.log'] },
      { glob: '[0-9].log', paths: ['2.log'] },
      { glob: '?.log', paths: ['2.log', 'a.log'] },
      { glob: '!bang*.log', paths: ['!bang.log'] },
      { glob: 'x/!(*.txt)', paths: ['x/b.log'] },
      { glob: '*/', paths: ['x/b.log', 'x/b.txt', 'x/y/c.log'] },
      { glob: 'x/../*.log', paths: ['!bang.log', '2.log', 'a.log'] },
    ])('lists what the glob $glob matches', async ({ glob, paths }) => {
      const { storage, root } = await open();
      for (const path of ['!bang.log', '2.log', 'a.log', 'x/b.log', 'x/b.txt', 'x/y/c.log']) {
        await put(storage, `${root}/${path}`, '');
      }
      expect(await urisOf(storage, `${root}/${glob}`)).toEqual(paths.map((it) => `${root}/${it}`));
    });

    test.each(oddNames)('takes the name %j as it is written', async (odd) => {
      const { storage, root } = await open();
      const path = `${root}/${odd}/${odd}`;
      await put(storage, path, odd);
      await put(storage, `${root}/a/a`, 'what a glob might match');
      expect(await textOf(storage, path)).toBe(odd);
      expect(await urisOf(storage, path)).toEqual([path]);
      expect(await urisOf(storage, `${root}/${odd}`)).toEqual([path]);
      expect(await urisOf(storage, `${root}/${odd}/*`)).toEqual([path]);
      expect(await storage.names(`${root}/${odd}`)).toEqual([odd]);
    });

    test.each(['none', 'none/*.log', '*.log', 'sub/**/x', 'empty-folder-less/'])(
      'says which pattern names nothing: %s',
      async (pattern) => {
        const { storage, root } = await open();
        await put(storage, `${root}/sub/file`, '');
        await expect(all(storage.list(`${root}/${pattern}`))).rejects.toMatchObject({
          type: 'InputMissing',
          message: expect.stringContaining(pattern),
        });
      },
    );
  });
}

async function urisOf(storage: Storage, pattern: string): Promise<readonly string[]> {
  return (await all(storage.list(pattern))).map(({ uri }) => uri);
}

export async function put(storage: Storage, uri: string, text: string): Promise<void> {
  const output = await storage.write(uri);
  await output.write(Buffer.from(text));
  await output.commit();
}

export async function all(inputs: AsyncIterable<Input>): Promise<readonly Input[]> {
  const found: Input[] = [];
  for await (const input of inputs) found.push(input);
  return found;
}

export async function textOf(storage: Storage, uri: string): Promise<string> {
  return (await bytesOf(storage.read(uri))).toString();
}

/** All the bytes of some blocks, copied as they come, since a block is only valid until the next. */
export async function bytesOf(blocks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const block of blocks) copies.push(Buffer.from(block));
  return Buffer.concat(copies);
}
