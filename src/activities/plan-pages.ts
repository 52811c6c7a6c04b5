import type { JobSpec } from '../config/job-config.ts';
import type { Partition, Slice } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import { readText, writeText } from '../storage/text.ts';
import type { Output, Storage } from '../storage/storage.ts';

/** Partitions a page: small enough that reading one line of it costs little, large enough to keep pages few. */
const pageSize = 64;

const newline = 0x0a;

const pageUri = (planUri: string, page: number) =>
  `${planUri}/page-${String(page).padStart(5, '0')}.jsonl`;
/** The job as submitted, or as it was changed for the `revision`th time. */
const specUri = (planUri: string, revision = 0) =>
  `${planUri}/spec${revision === 0 ? '' : `-${revision}`}.json`;

/** Writes a plan to the work directory as pages of JSON lines, line by line: a page of packs of many files is big. */
export function planWriter(storage: Storage, planUri: string) {
  let tasks = 0;
  let page: Output | undefined;

  const endPage = async () => {
    await page?.commit();
    page = undefined;
  };
  const writeLine = async (partition: Partition) => {
    // Its name becomes durable with that of the spec, which is written last.
    page ??= await storage.write(pageUri(planUri, Math.floor(tasks / pageSize)), 'bytes');
    await page.write(Buffer.from(`${JSON.stringify(partition)}\n`));
  };

  return {
    async add(slices: readonly Slice[]): Promise<void> {
      await writeLine({ task: tasks, slices });
      tasks += 1;
      if (tasks % pageSize === 0) await endPage();
    },
    /** Writes what is left, and the job itself, so that a task needs no more than its number. Answers the tasks. */
    async finish(spec: JobSpec): Promise<number> {
      await endPage();
      await writeText(storage, specUri(planUri), JSON.stringify(spec));
      return tasks;
    },
    /** Leaves no half page behind. */
    async abort(): Promise<void> {
      await page?.abort();
    },
  };
}

export async function readSpec(
  storage: Storage,
  planUri: string,
  revision?: number,
): Promise<JobSpec> {
  const uri = specUri(planUri, revision);
  if (!(await storage.stat(uri))) {
    throw new DataError(
      'InputMissing',
      `the plan of the job, ${planUri}, is gone: somebody removed the output folder, or emptied it, while the job ran; submit the job again`,
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this file is written by `finish` above
  return JSON.parse(await readText(storage, uri)) as JobSpec;
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
