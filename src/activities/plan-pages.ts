import type { JobSpec } from '../config/job-config.ts';
import type { Partition, Slice } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import { readText, writeText } from '../storage/text.ts';
import type { Storage } from '../storage/storage.ts';

/** Partitions a page: small enough that reading one line of it costs little, large enough to keep pages few. */
const pageSize = 64;

const newline = 0x0a;

const pageUri = (planUri: string, page: number) =>
  `${planUri}/page-${String(page).padStart(5, '0')}.jsonl`;
/** The job as submitted, or as it was changed for the `revision`th time. */
const specUri = (planUri: string, revision = 0) =>
  `${planUri}/spec${revision === 0 ? '' : `-${revision}`}.json`;

/** Writes a plan to the work directory as pages of JSON lines. */
export function planWriter(storage: Storage, planUri: string) {
  let tasks = 0;
  let lines: string[] = [];

  const flush = async () => {
    const page = Math.floor((tasks - 1) / pageSize);
    await writeLines(storage, pageUri(planUri, page), lines);
    lines = [];
  };

  return {
    async add(slices: readonly Slice[]): Promise<void> {
      const partition: Partition = { task: tasks, slices };
      lines.push(`${JSON.stringify(partition)}\n`);
      tasks += 1;
      if (lines.length === pageSize) await flush();
    },
    /** Writes what is left, and the job itself, so that a task needs no more than its number. Answers the tasks. */
    async finish(spec: JobSpec): Promise<number> {
      if (lines.length > 0) await flush();
      await writeText(storage, specUri(planUri), JSON.stringify(spec));
      return tasks;
    },
  };
}

export async function readSpec(
  storage: Storage,
  planUri: string,
  revision?: number,
): Promise<JobSpec> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this file is written by `finish` above
  return JSON.parse(await readText(storage, specUri(planUri, revision))) as JobSpec;
}

/** Keeps the job as it was changed, for the tasks that run from now on. */
export async function writeRevisedSpec(
  storage: Storage,
  planUri: string,
  { spec, revision }: { readonly spec: JobSpec; readonly revision: number },
): Promise<void> {
  await writeText(storage, specUri(planUri, revision), JSON.stringify(spec));
}

export async function readPartition(
  storage: Storage,
  planUri: string,
  task: number,
): Promise<Partition> {
  const line = await readLine(
    storage,
    pageUri(planUri, Math.floor(task / pageSize)),
    task % pageSize,
  );
  if (line === '')
    throw new DataError('BadConfig', `expected task ${task} in the plan ${planUri}, found none`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this line is written by `add` above
  return JSON.parse(line) as Partition;
}

/** The line of this number, from 0; empty where there is none. A page of packs of many files is big, so it is not held. */
async function readLine(storage: Storage, uri: string, number: number): Promise<string> {
  const pieces: Buffer[] = [];
  let left = number;
  for await (const block of storage.read(uri)) {
    let from = 0;
    for (; left >= 0 && from < block.length; left--) {
      const end = block.indexOf(newline, from);
      if (left === 0) pieces.push(Buffer.from(block.subarray(from, end < 0 ? block.length : end)));
      if (end < 0) break;
      from = end + 1;
    }
    if (left < 0) break;
  }
  return Buffer.concat(pieces).toString();
}

/** Line by line: a page of big packs is too much to hash and write in one go. */
async function writeLines(storage: Storage, uri: string, lines: readonly string[]): Promise<void> {
  // Its name becomes durable with that of the spec, which is written last.
  const output = await storage.write(uri, 'bytes');
  try {
    for (const line of lines) await output.write(Buffer.from(line));
    await output.commit();
  } catch (error) {
    await output.abort();
    throw error;
  }
}
