import type { Standing } from '../domain/standing.ts';
import { workFolder } from '../domain/work-folder.ts';
import { releaseOutput } from './claim.ts';
import type { Storage } from '../storage/storage.ts';
import { whileBeating } from './failures.ts';
import type { Dependencies } from './dependencies.ts';
import { saveStanding } from './resume-job.ts';

export interface TidyUpInput {
  readonly job: string;
  /** The job's output folder. */
  readonly output: string;
  /** How the tasks stand, where the job could go on later: then plan and parts are kept. */
  readonly left?: Standing | undefined;
  /** Whether to keep plan and parts anyway. */
  readonly keepParts?: boolean | undefined;
}

/** What of a work folder is never of use again: results that were not published. */
const passing = /^result-a\d+$/;

/** Pieces of attempts that died. */
const pieces = /\.(?:scratch|legs|search)$/;

/** Leaves the output folder with the result, or nothing, the job's logs, and what may be of use; gives the folder free. */
export function tidyUpActivity({ storages }: Dependencies) {
  return async ({ job, output, left, keepParts = false }: TidyUpInput): Promise<void> =>
    whileBeating(async () => {
      const storage = storages(output);
      const { root, parts, logs, home } = workFolder({ output, job });
      const isKept = (name: string) =>
        name === 'logs' || ((left || keepParts) && !passing.test(name));
      await removeFrom(storage, root, (name) => !isKept(name));
      await removeFrom(storage, parts, (name) => pieces.test(name));
      for (const folder of [home, root, parts, logs]) await storage.sweep(folder);
      // First: a full disk must not keep the folder from another job.
      await releaseOutput({ storage, job, output });
      if (left) await saveStanding(storage, { job, output, standing: left });
    });
}

async function removeFrom(
  storage: Storage,
  folder: string,
  isWaste: (name: string) => boolean,
): Promise<void> {
  const waste = (await storage.names(folder)).filter(isWaste);
  await Promise.all(waste.map(async (name) => storage.remove(`${folder}/${name}`)));
}
