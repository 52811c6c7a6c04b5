import { readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isEnd, type JobState } from '../domain/job-state.ts';
import { claimFile, standingFile, workFolder } from '../domain/work-folder.ts';
import { NoSuchJobError } from '../errors.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';

/** The work folder of a job that is over, below its output folder. */
export interface Leftover {
  readonly job: string;
  readonly path: string;
  readonly bytes: number;
  /** How the job ended; absent where the server does not know it. */
  readonly state?: JobState | undefined;
  readonly why: string;
  /** Whether it may still be of use: it goes only when it is named. */
  readonly kept: boolean;
}

/** Who is asked, and for which job in particular. */
interface Question {
  readonly jobs: Pick<Orchestrator, 'getJob' | 'address'>;
  /** The one job whose folder goes whatever could still be done with it. */
  readonly named?: string | undefined;
}

/** The leftovers in an output folder, by name. What belongs to a job that is not over is none. */
export async function leftoversIn(
  output: string,
  { jobs, named }: Question,
): Promise<readonly Leftover[]> {
  const owner = await ownerOf(output);
  const entries = await readdir(`${output}/.djc`, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((it) => it.isDirectory()).map(({ name }) => name);
  const found: Leftover[] = [];
  for (const job of names.toSorted()) {
    const state = await stateOf(job, jobs);
    if (state !== undefined && !isEnd(state)) continue;
    const { root: path } = workFolder({ output, job });
    const content = await readdir(path);
    const facts = { job, output, state, content, isOwner: owner === job, address: jobs.address };
    const { why, kept } = reasonOf(facts);
    found.push({ job, path, bytes: await bytesIn(path), state, why, kept: kept && job !== named });
  }
  return found;
}

/** Removes a leftover, and the claim by which its job held the output folder. Answers whether it still was one. */
export async function removeLeftover(
  { job, path }: Leftover,
  jobs: Pick<Orchestrator, 'getJob'>,
): Promise<boolean> {
  const state = await stateOf(job, jobs);
  // It may have gone on since it was listed.
  if (state !== undefined && !isEnd(state)) return false;
  const folder = dirname(path);
  const output = dirname(folder);
  await rm(path, { recursive: true, force: true });
  if ((await ownerOf(output)) === job) await rm(claimFile(output), { force: true });
  // With what is left in it, it stays.
  await rmdir(folder).catch(() => undefined);
  return true;
}

/** How a job stands; undefined where the server does not know it. */
async function stateOf(
  job: string,
  jobs: Pick<Orchestrator, 'getJob'>,
): Promise<JobState | undefined> {
  try {
    return (await jobs.getJob(job)).state;
  } catch (error) {
    if (error instanceof NoSuchJobError) return undefined;
    throw error;
  }
}

/** The job that holds an output folder. */
async function ownerOf(output: string): Promise<string | undefined> {
  return readFile(claimFile(output), 'utf8').catch(() => undefined);
}

interface Facts {
  readonly job: string;
  readonly output: string;
  readonly state: JobState | undefined;
  /** The names in its work folder. */
  readonly content: readonly string[];
  /** Whether it holds the output folder. */
  readonly isOwner: boolean;
  /** Of the server that was asked. */
  readonly address: string;
}

function reasonOf({
  job,
  output,
  state,
  content,
  isOwner,
  address,
}: Facts): Pick<Leftover, 'why' | 'kept'> {
  if (state === undefined) {
    const unknown = `the server at ${address} does not know the job`;
    return isOwner
      ? { kept: true, why: `${unknown}, yet it holds the output folder: is it another server's?` }
      : { kept: false, why: unknown };
  }
  if (content.includes(basename(standingFile({ output, job }))))
    return { kept: true, why: `kept for \`djc retry ${job}\`, which ${state}` };
  if (isOwner) return { kept: false, why: 'the job was ended by force' };
  const what = content.every((name) => name === 'logs') ? 'logs' : 'parts and logs';
  return { kept: false, why: `${what} of a job that ${verbOf(state)}` };
}

function verbOf(state: JobState): string {
  return state === 'cancelled' ? 'was cancelled' : state;
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
  let total = 0;
  for (const file of files) total += (await stat(file).catch(() => ({ size: 0 }))).size;
  return total;
}
