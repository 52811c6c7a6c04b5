import type { JobSpec } from '../config/job-config.ts';
import { chosen, redriven, type Standing } from '../domain/standing.ts';
import { standingFile } from '../domain/work-folder.ts';
import { DataError } from '../errors.ts';
import type { Storage } from '../storage/storage.ts';
import { readText, writeText } from '../storage/text.ts';
import type { RetryRequest } from '../workflows/messages.ts';
import { claimOutput } from './claim.ts';
import { whileBeating } from './failures.ts';
import type { Dependencies } from './dependencies.ts';
import { readSpec, writeRevisedSpec } from './plan-pages.ts';

export interface ResumeJobInput {
  readonly job: string;
  /** As it was submitted. */
  readonly spec: JobSpec;
  readonly request: RetryRequest;
}

/** Takes up a job that has ended where it stood: takes the output folder again, and makes failed tasks wait again. */
export function resumeJobActivity({ storages }: Dependencies) {
  return async ({ job, spec, request }: ResumeJobInput): Promise<Standing> =>
    whileBeating(async () => {
      const output = spec.output.path;
      const storage = storages(output);
      const left = await readStanding(storage, { job, output });
      await claimOutput({ storage, job, output });
      const { planUri } = left.plan;
      const last = await readSpec(storage, planUri, left.revisions.length);
      const next = redriven(left, {
        again: chosen(left, request.tasks),
        maxAttempts: last.advanced.retry.maxAttempts,
        revision: request.changed?.revision,
      });
      if (request.changed) {
        const revision = next.revisions.length;
        await writeRevisedSpec(storage, planUri, { spec: request.changed.spec, revision });
      }
      return next;
    });
}

interface Job {
  readonly job: string;
  /** Its output folder. */
  readonly output: string;
}

/** Leaves in the work folder how the tasks of a job stand that ended without its whole result. */
export async function saveStanding(
  storage: Storage,
  { standing, ...job }: Job & { readonly standing: Standing },
): Promise<void> {
  await writeText(storage, standingFile(job), JSON.stringify(standing));
}

async function readStanding(storage: Storage, job: Job): Promise<Standing> {
  const uri = standingFile(job);
  if (!(await storage.stat(uri))) {
    throw new DataError(
      'InputMissing',
      `expected the parts that job ${job.job} left at ${uri}, found none; submit the job again`,
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `saveStanding` writes it, whole or not at all
  return JSON.parse(await readText(storage, uri)) as Standing;
}
