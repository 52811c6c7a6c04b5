import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { localFiles } from '../../../src/storage/local.ts';
import { describeStorage } from '../../contracts/storage.ts';

describeStorage('the local storage', async () => ({
  storage: localFiles(),
  root: await temporaryFolder(),
}));

describeStorage('the local storage with small blocks', async () => ({
  storage: localFiles({ blockSize: 61 }),
  root: await temporaryFolder(),
}));

describeStorage('the local storage that reads without yielding', async () => ({
  storage: localFiles({ blocking: true }),
  root: await temporaryFolder(),
}));

describe('local files: listing', () => {
  test('lists a tree as find and sort do', async () => {
    const root = await temporaryFolder();
    const names = ['a', 'a b', 'a\nb', 'é', 'a-', 'a.', '😀', '\u{ffee}', 'Z'];
    for (const folder of names) {
      await mkdir(join(root, folder));
      for (const name of names) await writeFile(join(root, folder, `${name}.log`), name);
    }
    for (const name of names) await writeFile(join(root, `${name}.log`), '');
    expect(await urisOf(root)).toEqual(found(root, '*'));
    expect(await urisOf(`${root}/**/*b.log`)).toEqual(found(root, '*b.log'));
  });

  test('follows links to files and folders, but not in a circle', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'logs'));
    await mkdir(join(root, 'other'));
    await writeFile(join(root, 'other', 'b'), 'b');
    await symlink('../other', join(root, 'logs', 'to-folder'));
    await symlink('../other/b', join(root, 'logs', 'to-file'));
    await symlink('..', join(root, 'logs', 'up'));
    const below = ['to-file', 'to-folder/b', 'up/other/b'];
    expect(await urisOf(join(root, 'logs'))).toEqual(below.map((it) => join(root, 'logs', it)));
  });

  test('fails on a link to nothing rather than lose an input, unless the glob passes it by', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'a.log'), '');
    await symlink('gone', join(root, 'dangling'));
    await symlink('self', join(root, 'self'));
    await expect(urisOf(root)).rejects.toMatchObject({
      type: 'InputMissing',
      message: expect.stringContaining('dangling'),
    });
    expect(await urisOf(`${root}/*.log`)).toEqual([join(root, 'a.log')]);
  });

  test('fails on a name that is not UTF-8', async () => {
    const root = await temporaryFolder();
    await writeFile(Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.of(0xff)]), 'lost?');
    await expect(urisOf(root)).rejects.toMatchObject({
      type: 'InputMissing',
      message: expect.stringContaining('not UTF-8'),
    });
  });

  test('passes by pipes and sockets in a folder, and refuses one that is named', async () => {
    const root = await temporaryFolder();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    await writeFile(join(root, 'file'), '');
    expect(await urisOf(root)).toEqual([join(root, 'file')]);
    const refusal = { type: 'InputUnreadable', message: expect.stringContaining('pipe') };
    await expect(urisOf(join(root, 'pipe'))).rejects.toMatchObject(refusal);
    expect(await localFiles().stat(join(root, 'pipe'))).toBeUndefined();
  });

  test('takes a folder whose name looks like a glob as it is, at the start of a glob too', async () => {
    const root = await temporaryFolder();
    for (const folder of ['data [1]', 'data 1']) {
      await mkdir(join(root, folder));
      await writeFile(join(root, folder, 'a.log'), '');
    }
    expect(await urisOf(`${root}/data [1]/*.log`)).toEqual([join(root, 'data [1]', 'a.log')]);
    expect(await urisOf(`${root}/data [12]/*.log`)).toEqual([join(root, 'data 1', 'a.log')]);
    expect(await urisOf(`${root}/data \\[1\\]/*.log`)).toEqual([join(root, 'data [1]', 'a.log')]);
  });

  test('looks only into folders that can hold a match', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'open', 'locked'), { recursive: true });
    await writeFile(join(root, 'open', 'a.log'), '');
    await lock(join(root, 'open', 'locked'));
    await asNobody(root, async () => {
      expect(await urisOf(`${root}/open/*.log`)).toEqual([join(root, 'open', 'a.log')]);
      await expect(urisOf(`${root}/**/*.log`)).rejects.toMatchObject({ type: 'InputUnreadable' });
    });
  });

  test('says that a folder holds no files', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'sub', 'sub'), { recursive: true });
    await expect(urisOf(root)).rejects.toMatchObject({
      type: 'InputMissing',
      message: expect.stringContaining('holds no files'),
    });
  });
});

describe('local files: failures', () => {
  test('a folder read as a file is unreadable', async () => {
    const root = await temporaryFolder();
    await expect(firstBlock(root)).rejects.toMatchObject({
      type: 'InputUnreadable',
      message: `cannot read ${JSON.stringify(root)}: it is a folder, not a file`,
    });
  });

  test('what may not be read or written is said to be forbidden', async () => {
    const root = await temporaryFolder();
    const secret = join(root, 'secret');
    await mkdir(secret);
    await writeFile(join(secret, 'a'), 'a');
    await lock(secret);
    const forbidden = expect.stringMatching(/secret.*: permission denied/);
    await asNobody(root, async () => {
      const unreadable = { type: 'InputUnreadable', message: forbidden };
      await expect(firstBlock(join(secret, 'a'))).rejects.toMatchObject(unreadable);
      await expect(urisOf(secret)).rejects.toMatchObject(unreadable);
      await expect(localFiles().stat(join(secret, 'a'))).rejects.toMatchObject(unreadable);
      await expect(localFiles().names(secret)).rejects.toMatchObject(unreadable);
      const unwritable = { type: 'OutputUnwritable', message: forbidden };
      await expect(localFiles().write(join(secret, 'b'))).rejects.toMatchObject(unwritable);
      await expect(localFiles().create(join(secret, 'b'), '')).rejects.toMatchObject(unwritable);
      await expect(localFiles().remove(join(secret, 'a'))).rejects.toMatchObject(unwritable);
    });
  });

  test('a file where the output needs a folder is named', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'file'), '');
    const unwritable = {
      type: 'OutputUnwritable',
      message: expect.stringContaining('file/deep/out'),
    };
    const path = join(root, 'file', 'deep', 'out');
    await expect(localFiles().write(path)).rejects.toMatchObject(unwritable);
    await expect(localFiles().create(path, '')).rejects.toMatchObject(unwritable);
    await expect(localFiles().move([{ from: join(root, 'file'), to: path }])).rejects.toMatchObject(
      unwritable,
    );
  });

  test('a commit that fails leaves nothing once it is aborted', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'taken', 'full'), { recursive: true });
    const output = await localFiles().write(join(root, 'taken'));
    await output.write(Buffer.from('x'));
    await expect(output.commit()).rejects.toMatchObject({ type: 'OutputUnwritable' });
    await output.abort();
    expect(await readdir(root)).toEqual(['taken']);
  });

  test('a file too large for the disk fails in words and leaves nothing once it is aborted', async () => {
    const root = await temporaryFolder();
    const script = `
      const output = await localFiles().write(${JSON.stringify(join(root, 'big'))});
      try { await output.write(Buffer.alloc(100_000)); await output.commit(); }
      catch (error) { console.log(error.type, error.message); await output.abort(); }`;
    const printed = execFileSync('bash', [
      '-c',
      'ulimit -f 1; exec "$@"',
      '-',
      process.execPath,
      ...nodeArguments(script),
    ]);
    expect(printed.toString()).toMatch(
      /^OutputUnwritable cannot write ".*big": the file is larger/,
    );
    expect(await readdir(root)).toEqual([]);
  });

  test('a writer killed in the middle leaves no file that anybody sees', async () => {
    const root = await temporaryFolder();
    const path = join(root, 'part');
    const script = `
      const output = await localFiles().write(${JSON.stringify(path)});
      await output.write(Buffer.alloc(100_000));
      console.log('written'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, nodeArguments(script), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await readdir(root)).toEqual([expect.stringMatching(/^\.part\.[0-9a-f]{12}\.tmp$/)]);
    expect(await localFiles().names(root)).toEqual([]);
    expect(await localFiles().stat(path)).toBeUndefined();
    expect(await localFiles().create(path, 'mine')).toBe(true);
    await localFiles().sweep(root);
    expect(await readdir(root)).toEqual(['part']);
  });

  test('writes a file with the longest name there is', async () => {
    const root = await temporaryFolder();
    const path = join(root, '文'.repeat(85));
    expect(await localFiles().create(path, 'x')).toBe(true);
    const output = await localFiles().write(path);
    expect(await output.commit()).toMatchObject({ bytes: 0 });
  });

  test('leaves no file open when reading stops early', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'a'), 'abc');
    const before = (await readdir('/dev/fd')).length;
    for (let index = 0; index < 20; index++) await firstBlock(join(root, 'a'));
    expect((await readdir('/dev/fd')).length).toBe(before);
  });
});

/** The files below a folder by an independent tool. */
function found(root: string, name: string): readonly string[] {
  const script = 'find "$1" -type f -name "$2" -print0 | LC_ALL=C sort -z';
  const printed = execFileSync('bash', ['-c', script, '-', root, name]).toString();
  return printed.split('\0').slice(0, -1);
}

/** For a Node process with `localFiles` at hand. */
function nodeArguments(script: string): readonly string[] {
  const module = new URL('../../../src/storage/local.ts', import.meta.url).href;
  const source = `import { localFiles } from ${JSON.stringify(module)};${script}`;
  return ['--import', 'tsx', '--input-type=module', '--eval', source];
}

async function lock(folder: string): Promise<void> {
  await chmod(folder, 0);
  onTestFinished(() => chmod(folder, 0o700));
}

/** Root may do everything, so a test that runs as root puts on another user for a while. */
async function asNobody(root: string, work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  await chmod(root, 0o755);
  process.seteuid!(65_534);
  try {
    await work();
  } finally {
    process.seteuid!(0);
  }
}

async function firstBlock(path: string): Promise<string> {
  for await (const block of localFiles().read(path)) return Buffer.from(block).toString();
  return '';
}

async function urisOf(pattern: string): Promise<readonly string[]> {
  const uris: string[] = [];
  for await (const { uri } of localFiles().list(pattern)) uris.push(uri);
  return uris;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'djc-storage-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
