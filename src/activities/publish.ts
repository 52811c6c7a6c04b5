import type { JobSpec } from '../config/job-config.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { PartReceipt, ResultFile } from '../domain/part.ts';
import { isResultName } from '../domain/result-name.ts';
import { manifestName, successName } from '../domain/work-folder.ts';
import { DataError } from '../errors.ts';
import { snakeCaseKeys } from '../snake-case.ts';
import type { Move, Storage, Written } from '../storage/storage.ts';
import { readText, writeTo } from '../storage/text.ts';
import { version } from '../version.ts';

/** What the manifest says of the job beside its parts and results. */
export type Account = Pick<
  Manifest,
  'jobFileSha256' | 'revisions' | 'partial' | 'totals' | 'missing'
>;

interface Publication {
  readonly storage: Storage;
  readonly spec: JobSpec;
  readonly job: string;
  /** The folder that holds the result's files. */
  readonly from: string;
  readonly results: readonly ResultFile[];
  readonly parts: readonly PartReceipt[];
  readonly account: Account;
  /** Whether the server still waits for who publishes. */
  readonly isWanted: () => Promise<boolean>;
  readonly now: () => Date;
}

/**
 * Moves a result to where people look for it: the files, then the manifest, which it answers, and `_SUCCESS` last. All
 * that needs space is written before the first move: whoever dies on the way leaves no half of a file there.
 */
export async function publish(publication: Publication): Promise<ResultFile> {
  const { storage, spec, job, from, results, isWanted } = publication;
  const { path } = spec.output;
  const old = await readOldResult(storage, path);
  const written = await writeMoved(storage, `${from}/${manifestName}`, manifest(publication));
  await writeMoved(storage, `${from}/${successName}`, '');
  if (!(await isWanted())) throw takenForDead();
  await storage.remove(`${path}/${successName}`);
  const names = results.map(({ name }) => name);
  await moveAll(publication, [...names, manifestName]);
  const kept = new Set(names);
  for (const name of old.files) if (!kept.has(name)) await storage.remove(`${path}/${name}`);
  if (old.job !== undefined && old.job !== job) await storage.remove(`${path}/.djc/${old.job}`);
  await moveAll(publication, [successName]);
  return { name: manifestName, ...written };
}

/** Writes a small file whose name becomes durable when it is moved. */
async function writeMoved(storage: Storage, uri: string, text: string): Promise<Written> {
  return writeTo(await storage.write(uri, 'bytes'), text);
}

/** Moves files into place. Where one cannot be, those before it are taken away again, unless a later attempt is at it. */
async function moveAll(
  { storage, spec, from, isWanted }: Publication,
  names: readonly string[],
): Promise<void> {
  const { path } = spec.output;
  const moves = names.map((name) => ({ from: `${from}/${name}`, to: `${path}/${name}` }));
  try {
    await storage.move(moves);
  } catch (error) {
    // As far as it can: why it is done matters more.
    const mayTakeBack = await isWanted().catch(() => false);
    if (mayTakeBack) await Promise.allSettled(moves.map(async (it) => takeBack(storage, it)));
    throw error;
  }
}

async function takeBack(storage: Storage, { from, to }: Move): Promise<void> {
  const isMoved = (await storage.stat(from)) === undefined;
  if (isMoved) await storage.remove(to);
}

function takenForDead(): DataError {
  return new DataError(
    'WorkerShutdown',
    'this attempt was silent for so long that it was taken for dead; another one publishes the result',
  );
}

function manifest({ spec, job, results, parts, account, now }: Publication): string {
  const written: Manifest = {
    job,
    name: spec.name,
    djcVersion: version,
    writtenAt: now().toISOString(),
    ...account,
    results,
    parts,
  };
  return `${JSON.stringify(snakeCaseKeys(written), undefined, 2)}\n`;
}

interface OldResult {
  readonly job?: string | undefined;
  readonly files: readonly string[];
}

/** What the manifest in an output folder says it wrote. No manifest, or one that is not djc's, says nothing. */
export async function readOldResult(storage: Storage, path: string): Promise<OldResult> {
  const uri = `${path}/${manifestName}`;
  if (!(await storage.stat(uri))) return { files: [] };
  try {
    const { job, results } = JSON.parse(await readText(storage, uri));
    const names = results.map(({ name }: ResultFile) => name);
    return { job, files: names.filter(isResultName) };
  } catch {
    return { files: [] };
  }
}
