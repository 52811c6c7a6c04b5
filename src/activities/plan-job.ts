import { Context } from '@temporalio/activity';
import type { JobSpec } from '../config/job-config.ts';
import type { PlanSummary } from '../domain/plan.ts';
import { workFolder } from '../domain/work-folder.ts';
import { traitsOf } from '../processors/index.ts';
import { claimOutput, refuseOldResult } from './claim.ts';
import { whileBeating } from './failures.ts';
import type { Dependencies } from './dependencies.ts';
import { jobLog } from './job-log.ts';
import { writePlan } from './write-plan.ts';

export interface PlanJobInput {
  readonly job: string;
  readonly spec: JobSpec;
}

/** Lists the inputs, freezes them with a fingerprint each, and cuts them into the tasks of the job. */
export function planJobActivity(dependencies: Dependencies) {
  const { storages, runners, slots, worker, now } = dependencies;

  return async ({ job, spec }: PlanJobInput): Promise<PlanSummary> =>
    whileBeating(async (signal) => {
      const { attempt } = Context.current().info;
      const output = spec.output.path;
      const storage = storages(output);
      const folder = workFolder({ output, job });
      await claimOutput({ storage, job, output });
      await refuseOldResult(storage, spec, traitsOf(spec.algorithm)?.result ?? '');
      const planUri = folder.plan(attempt);
      await storage.remove(planUri);
      const log = jobLog({ storage, uri: folder.log(`plan-a${attempt}`), worker, now });
      const plan = await writePlan({
        storages,
        scanQuotes: async (range) => runners.scanQuotes(range, signal),
        spec,
        planUri,
        slots,
        say: (line) => log.info(line),
        signal,
      });
      log.info(`planned ${plan.tasks} tasks over ${plan.files} files, ${plan.bytes} bytes`);
      await log.save();
      return plan;
    });
}
