import type { JobSpec } from '../config/job-config.ts';
import { whileBeating } from './failures.ts';
import type { Dependencies } from './dependencies.ts';
import { writeRevisedSpec } from './plan-pages.ts';

export interface ReviseJobInput {
  readonly planUri: string;
  /** How often the job has been changed, this time included. */
  readonly revision: number;
  readonly spec: JobSpec;
}

/** Keeps a job with changed settings beside its plan, where the tasks of the next drive find it. */
export function reviseJobActivity({ storages }: Dependencies) {
  return async ({ planUri, spec, revision }: ReviseJobInput): Promise<void> =>
    whileBeating(async () => writeRevisedSpec(storages(planUri), planUri, { spec, revision }));
}
