import { workFolder } from '../domain/work-folder.ts';
import { releaseOutput } from './claim.ts';
import { whileBeating } from './failures.ts';
import type { Dependencies } from './dependencies.ts';

export interface TidyUpInput {
  readonly job: string;
  /** The job's output folder. */
  readonly output: string;
}

/** Leaves the output folder with the result, or nothing, and the job's logs; gives the folder free. */
export function tidyUpActivity({ storages }: Dependencies) {
  return async ({ job, output }: TidyUpInput): Promise<void> =>
    whileBeating(async () => {
      const storage = storages(output);
      const { root } = workFolder({ output, job });
      const leftovers = (await storage.names(root)).filter((name) => name !== 'logs');
      await Promise.all(leftovers.map(async (name) => storage.remove(`${root}/${name}`)));
      await releaseOutput({ storage, job, output });
    });
}
