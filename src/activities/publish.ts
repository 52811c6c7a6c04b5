import type { JobSpec } from '../config/job-config.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { PartReceipt, ResultFile } from '../domain/part.ts';
import { isResultName } from '../domain/result-name.ts';
import { manifestName, successName } from '../domain/work-folder.ts';
import { snakeCaseKeys } from '../snake-case.ts';
import type { Storage } from '../storage/storage.ts';
import { readText, writeText, writeTo } from '../storage/text.ts';
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
  readonly now: () => Date;
}

/** Moves a result to where people look for it: the files, then the manifest, which it answers, and `_SUCCESS` last. */
export async function publish(publication: Publication): Promise<ResultFile> {
  const { storage, spec, job, from, results } = publication;
  const { path } = spec.output;
  const old = await readOldResult(storage, path);
  await storage.remove(`${path}/${successName}`);
  const output = await storage.write(`${from}/${manifestName}`, 'bytes');
  const written = await writeTo(output, manifest(publication));
  const moved = [...results.map(({ name }) => name), manifestName];
  await storage.move(moved.map((name) => ({ from: `${from}/${name}`, to: `${path}/${name}` })));
  const kept = new Set(results.map(({ name }) => name));
  for (const name of old.files) if (!kept.has(name)) await storage.remove(`${path}/${name}`);
  if (old.job !== undefined && old.job !== job) await storage.remove(`${path}/.djc/${old.job}`);
  await writeText(storage, `${path}/${successName}`, '');
  return { name: manifestName, ...written };
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
