import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { contradictionsIn } from '../domain/manifest.ts';
import type { ResultFile } from '../domain/part.ts';
import type { Slice } from '../domain/plan.ts';
import { manifestName, successName } from '../domain/work-folder.ts';
import { DataError, UsageError } from '../errors.ts';
import type { Storages } from '../storage/index.ts';
import type { Storage } from '../storage/storage.ts';
import { type ManifestRead, readManifest } from './read-manifest.ts';

/** What became of the proof of a result. */
export interface Verdict {
  readonly job: string;
  /** The output folder. */
  readonly output: string;
  /** What does not hold, as sentences; none where all holds. */
  readonly problems: readonly string[];
  /** Whether the result lacks what some tasks would have made, and says so. */
  readonly partial: boolean;
  /** Bytes that no task processed, of a partial result. */
  readonly missingBytes: number;
  readonly results: number;
  readonly resultBytes: number;
  readonly files: number;
  readonly inputBytes: number;
  readonly itemsIn: number;
  /** Bad records among the items, which lie in `dead-letter/` instead. */
  readonly rejected: number;
  readonly tasks: number;
}

/** Files looked at at once. */
const atOnce = 8;

/**
 * Proves the result in an output folder by its manifest: its files have their sizes and hashes, the tasks' ranges cover
 * every input byte exactly once, items add up, inputs are what they were. Throws `UsageError` where there is no manifest.
 */
export async function verifyResult(storages: Storages, output: string): Promise<Verdict> {
  const storage = storages(output);
  const manifest = await manifestIn(storage, output);
  const { job, partial, totals, results, parts, missing } = manifest;
  const slices = parts.flatMap((part) => part.slices);
  const problems = [
    ...(await unfinished(storage, output)),
    ...contradictionsIn(manifest),
    ...saysPartial(manifest),
    ...(await damagedResults(storage, { output, results })),
    ...(await changedInputs(storages, slices)),
  ];
  return {
    job,
    output,
    problems,
    partial,
    missingBytes: total(missing.flatMap((it) => it.slices).map(({ start, end }) => end - start)),
    results: results.length,
    resultBytes: total(results.map(({ bytes }) => bytes)),
    files: totals.files,
    inputBytes: totals.bytes,
    itemsIn: totals.itemsIn,
    rejected: total(parts.map(({ rejected }) => rejected)),
    tasks: totals.tasks,
  };
}

async function manifestIn(storage: Storage, output: string): Promise<ManifestRead> {
  const manifest = await readManifest(storage, output);
  if (manifest) return manifest;
  throw new UsageError(
    `expected an output folder with the ${manifestName} of a job, but ${output} has none that can be read`,
    { hint: 'name the folder of output.path, or a job that has succeeded' },
  );
}

async function unfinished(storage: Storage, output: string): Promise<readonly string[]> {
  if (await storage.stat(`${output}/${successName}`)) return [];
  return [`${successName} is not there: the result was not finished, or is being replaced`];
}

function saysPartial({ partial, missing }: ManifestRead): readonly string[] {
  if (partial === missing.length > 0) return [];
  return [`the manifest says partial: ${partial}, but ${missing.length} tasks have no part`];
}

async function damagedResults(
  storage: Storage,
  { output, results }: { readonly output: string; readonly results: readonly ResultFile[] },
): Promise<readonly string[]> {
  const limit = pLimit(atOnce);
  const found = await limit.map(results, async (result) => damage(storage, output, result));
  return found.flat();
}

async function damage(
  storage: Storage,
  output: string,
  { name, bytes, sha256 }: ResultFile,
): Promise<readonly string[]> {
  const file = JSON.stringify(name);
  const there = await storage.stat(`${output}/${name}`);
  if (!there) return [`the result file ${file} is gone`];
  if (there.size !== bytes)
    return [`the result file ${file} has ${there.size} bytes instead of ${bytes}`];
  try {
    const hash = createHash('sha256');
    for await (const block of storage.read(`${output}/${name}`)) hash.update(block);
    const got = hash.digest('hex');
    return got === sha256
      ? []
      : [`the result file ${file} has the SHA-256 ${got} instead of ${sha256}`];
  } catch (error) {
    if (error instanceof DataError) return [error.message];
    throw error;
  }
}

async function changedInputs(
  storages: Storages,
  slices: readonly Slice[],
): Promise<readonly string[]> {
  const inputs = [...new Map(slices.map((slice) => [slice.uri, slice])).values()];
  const limit = pLimit(atOnce);
  const found = await limit.map(inputs, async ({ uri, fingerprint }) => {
    const name = JSON.stringify(uri);
    const now = await storages(uri).stat(uri);
    if (!now) return [`the input ${name} is gone`];
    if (now.fingerprint === fingerprint) return [];
    return [`the input ${name} is now ${now.fingerprint}, and was ${fingerprint}`];
  });
  return found.flat();
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, it) => sum + it, 0);
}
