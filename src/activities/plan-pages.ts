import type { JobSpec } from '../config/job-config.ts';
import type { Partition, Slice } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import { readText, writeText } from '../storage/text.ts';
import type { Storage } from '../storage/storage.ts';

/** Partitions a page: small enough that reading one line of it costs little, large enough to keep pages few. */
const pageSize = 64;

const pageUri = (planUri: string, page: number) =>
  `${planUri}/page-${String(page).padStart(5, '0')}.jsonl`;
const specUri = (planUri: string) => `${planUri}/spec.json`;

/** Writes a plan to the work directory as pages of JSON lines. */
export function planWriter(storage: Storage, planUri: string) {
  let tasks = 0;
  let lines: string[] = [];

  const flush = async () => {
    const page = Math.floor((tasks - 1) / pageSize);
    await writeText(storage, pageUri(planUri, page), lines.join(''));
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

export async function readSpec(storage: Storage, planUri: string): Promise<JobSpec> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this file is written by `finish` above
  return JSON.parse(await readText(storage, specUri(planUri))) as JobSpec;
}

export async function readPartition(
  storage: Storage,
  planUri: string,
  task: number,
): Promise<Partition> {
  const page = await readText(storage, pageUri(planUri, Math.floor(task / pageSize)));
  const line = page.split('\n')[task % pageSize];
  if (!line)
    throw new DataError('BadConfig', `expected task ${task} in the plan ${planUri}, found none`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this line is written by `add` above
  return JSON.parse(line) as Partition;
}
