import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import picomatch from 'picomatch';
import { ahead } from '../../ahead.ts';
import type { Input } from '../../domain/plan.ts';
import { DataError } from '../../errors.ts';
import { entriesOf } from './entries.ts';
import { quoted, reading } from './failure.ts';
import { inputOf, look } from './look.ts';

/** What a walk takes: files by their path below its root, folders by their name and depth. Folders end with `/`. */
interface Walk {
  readonly root: string;
  readonly takes: (path: string) => boolean;
  readonly enters: (name: string, depth: number) => boolean;
}

const successMark = '_SUCCESS';

/** Files that are handed on, and looked at, together: promises for each by itself would take nearly half of the time. */
const batchSize = 64;

/** Batches that share the wait for the file system: where folders hold few files each, so do the batches. */
const batchesAtOnce = 4;

// A name may hold newlines, and one that starts with `!` is only a name.
const globOptions = { flags: 's', nonegate: true };

/**
 * The files that a pattern names, in the byte order of their paths: itself, where there is a file of this very name; all
 * below it, where there is a folder; else those the glob matches. Links are followed, but never in a circle.
 */
export async function* listFiles(pattern: string): AsyncGenerator<Input> {
  let isEmpty = true;
  for await (const inputs of filesOf(pattern)) {
    for (const input of inputs) {
      isEmpty = false;
      yield input;
    }
  }
  if (isEmpty) throw new DataError('InputMissing', await nothingSentence(pattern));
}

/** Orders strings as their UTF-8 bytes, which is not how JavaScript compares them. */
export function inByteOrder<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, bytes: Buffer.from(key(item)) }))
    .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ item }) => item);
}

async function* filesOf(pattern: string): AsyncGenerator<readonly Input[]> {
  const path = resolve(pattern);
  const stats = await look(path);
  if (!stats) yield* filesMatching(pattern);
  else if (stats.isDirectory()) yield* filesOn(wholeFolder(path));
  else if (stats.isFile()) yield [inputOf(path, stats)];
  else {
    const message = `cannot read ${quoted(path)}: it is neither a file nor a folder, but a pipe, a socket or a device`;
    throw new DataError('InputUnreadable', message);
  }
}

async function* filesMatching(pattern: string): AsyncGenerator<readonly Input[]> {
  const { folder, rest } = await literalStart(resolve(pattern));
  const { isGlob, base, glob } = picomatch.scan(rest, { ...globOptions, unescape: true });
  if (!isGlob) return;
  const root = base === '' ? folder : asFolder(folder + base);
  if (!(await look(root))?.isDirectory()) return;
  // A glob of folders means what a folder does: all below them.
  yield* filesOn(matching(root, pattern.endsWith('/') ? `${glob}/**` : glob));
}

/** The longest start of a path that is there as it is written, so that a folder may be called `data (1)`. */
async function literalStart(path: string): Promise<{ folder: string; rest: string }> {
  const segments = path.split('/').slice(1);
  let folder = '/';
  for (const [index, segment] of segments.entries()) {
    if (!(await look(folder + segment))?.isDirectory()) {
      return { folder, rest: segments.slice(index).join('/') };
    }
    folder = asFolder(folder + segment);
  }
  return { folder, rest: '' };
}

function wholeFolder(path: string): Walk {
  return {
    root: asFolder(path),
    takes: (file) => isVisible(file.slice(file.lastIndexOf('/') + 1)),
    enters: isVisible,
  };
}

/** Enters only folders that can hold a match, so that `logs/*.gz` does not look through all below `logs`. */
function matching(root: string, glob: string): Walk {
  const segments = glob.split('/');
  const anyDepth = segments.findIndex((segment) => /\*\*|[(){}]/.test(segment));
  const fixed = segments.slice(0, anyDepth < 0 ? -1 : anyDepth);
  const levels = fixed.map((segment) => picomatch(segment, globOptions));
  const seesHidden = /(^|[/{(,|])\\?\./.test(glob);
  return {
    root,
    takes: picomatch(glob, globOptions),
    enters: (name, depth) =>
      levels[depth]?.(name) ?? (anyDepth >= 0 && (seesHidden || isVisible(name))),
  };
}

/** The files of a walk. */
function filesOn(walk: Walk): AsyncGenerator<readonly Input[]> {
  return ahead(pathsOn(walk, walk.root, []), batchesAtOnce, async (paths) => {
    const inputs = await Promise.all(paths.map(fileAt));
    return inputs.filter((it) => it !== undefined);
  });
}

async function fileAt(path: string): Promise<Input | undefined> {
  const stats = (await look(path)) ?? leadsNowhere(path);
  return stats.isFile() ? inputOf(path, stats) : undefined;
}

async function* pathsOn(
  walk: Walk,
  folder: string,
  above: readonly string[],
): AsyncGenerator<readonly string[]> {
  const self = await identityOf(folder);
  if (above.includes(self)) return;
  let paths: string[] = [];
  for (const { name, isFolder } of await entriesOf(folder)) {
    const path = folder + name;
    if (isFolder && walk.enters(name, above.length)) {
      yield paths;
      paths = [];
      yield* pathsOn(walk, asFolder(path), [...above, self]);
    } else if (!isFolder && name !== successMark && walk.takes(path.slice(walk.root.length))) {
      paths.push(path);
    }
    if (paths.length < batchSize) continue;
    yield paths;
    paths = [];
  }
  yield paths;
}

async function identityOf(folder: string): Promise<string> {
  const { dev, ino } = await reading(folder, stat(folder, { bigint: true }));
  return `${dev}:${ino}`;
}

function leadsNowhere(path: string): never {
  const why = 'a link to nothing, a name that is not UTF-8, or a file that was removed just now';
  throw new DataError('InputMissing', `no file is behind the name ${quoted(path)}: ${why}`);
}

async function nothingSentence(pattern: string): Promise<string> {
  if (await look(pattern))
    return `the folder ${quoted(pattern)} holds no files (hidden ones do not count)`;
  if (picomatch.scan(pattern).isGlob) return `no file matches ${quoted(pattern)}`;
  return `there is no file or folder ${quoted(pattern)}`;
}

function asFolder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

function isVisible(name: string): boolean {
  return !name.startsWith('.');
}
