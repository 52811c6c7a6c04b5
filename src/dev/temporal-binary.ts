import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ServerUnreachableError, UsageError } from '../errors.ts';
import { withLock } from './lock.ts';

const VERSION = '1.5.1';
const MODULE = `github.com/temporalio/cli/cmd/temporal@v${VERSION}`;
const THREE_WAYS = `Set DJC_TEMPORAL_BIN to a Temporal CLI, or put \`temporal\` on the PATH (https://docs.temporal.io/cli),
or put Go 1.25 or later on the PATH so that djc can build it.`;

export interface TemporalSearch {
  readonly env: NodeJS.ProcessEnv;
  /** djc's cache folder; a CLI that djc builds is kept there. */
  readonly cache: string;
  /** The system's folder for temporary files, where Temporal's SDK keeps its download. */
  readonly temp: string;
  /** Told one line before anything that takes long. */
  readonly say: (line: string) => void;
}

/**
 * The path of a Temporal CLI: `DJC_TEMPORAL_BIN`, else `temporal` on the PATH, else the one in djc's cache, else the
 * SDK's download, else one built with Go into the cache, once, however many ask at a time. Throws a UsageError when
 * `DJC_TEMPORAL_BIN` names no program, a ServerUnreachableError when there is no way to get one.
 */
export async function findTemporal(search: TemporalSearch): Promise<string> {
  const named = search.env['DJC_TEMPORAL_BIN'];
  if (named) return namedProgram(named);
  const onPath = await findOnPath('temporal', search.env);
  if (onPath !== undefined) return onPath;
  const cached = join(search.cache, `temporal-${VERSION}`, 'temporal');
  if (await runs(cached)) return cached;
  const downloaded = sdkDownload(search.temp);
  if ((await isOurs(downloaded)) && (await runs(downloaded))) return downloaded;
  return buildOnce(cached, search);
}

async function namedProgram(named: string): Promise<string> {
  const program = resolve(named);
  if (await isProgram(program)) return program;
  throw new UsageError(
    `DJC_TEMPORAL_BIN names ${program}, which is not a program that can be run.`,
    {
      hint: 'Set it to the path of a Temporal CLI, or unset it and djc looks for one itself.',
    },
  );
}

async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const program = resolve(folder, name);
    if (folder !== '' && (await isProgram(program))) return program;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Whether it answers with its version. A half download doesn't; an empty file only ends well, as a shell script. */
async function runs(program: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version']);
    return stdout.startsWith('temporal version');
  } catch {
    return false;
  }
}

function sdkDownload(temp: string): string {
  const sdk: { readonly version: string } = createRequire(import.meta.url)(
    '@temporalio/worker/package.json',
  );
  return join(temp, `temporal-sdk-typescript-${sdk.version}`);
}

/** Anyone may put a program in the folder for temporary files; only this user's own (or root's) is run. */
async function isOurs(path: string): Promise<boolean> {
  const owner = await stat(path).then(
    (file) => file.uid,
    () => undefined,
  );
  return owner === 0 || owner === process.getuid?.();
}

async function buildOnce(target: string, search: TemporalSearch): Promise<string> {
  const go = await findOnPath('go', search.env);
  if (go === undefined) {
    throw new ServerUnreachableError('djc finds no Temporal CLI.', { hint: THREE_WAYS });
  }
  search.say('djc finds no Temporal CLI and builds one with Go, once. This takes some minutes.');
  return withLock(search.cache, async () => {
    if (!(await runs(target))) await build(go, target, search);
    return target;
  });
}

/** Builds beside the target and renames only what runs, so that a killed build leaves nothing that could be taken for one. */
async function build(go: string, target: string, search: TemporalSearch): Promise<void> {
  const prefix = `temporal-${VERSION}.build-`;
  await removeLeftovers(search.cache, prefix);
  const folder = await mkdtemp(join(search.cache, prefix));
  try {
    await promisify(execFile)(go, ['install', MODULE], {
      env: { ...search.env, GOBIN: folder },
      maxBuffer: 64 * 1024 * 1024,
    });
    const built = join(folder, 'temporal');
    if (!(await runs(built))) throw new Error('What Go built does not run.');
    await mkdir(dirname(target), { recursive: true });
    await rename(built, target);
  } catch (cause) {
    throw new ServerUnreachableError(`djc could not build the Temporal CLI. ${lastWords(cause)}`, {
      hint: THREE_WAYS,
      cause,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeLeftovers(cache: string, prefix: string): Promise<void> {
  const names = (await readdir(cache)).filter((name) => name.startsWith(prefix));
  await Promise.all(names.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}

function lastWords(cause: unknown): string {
  return String(cause).trim().split('\n').slice(-5).join('\n');
}
