import { Context } from '@temporalio/activity';
import type { JobSpec } from '../config/job-config.ts';
import { batchSize, mostTasks } from '../domain/batch.ts';
import { labelOf } from '../domain/label.ts';
import type { Input, PlanSummary } from '../domain/plan.ts';
import { workFolder } from '../domain/work-folder.ts';
import { DataError } from '../errors.ts';
import { partitionerOf } from '../partitioners/index.ts';
import { traitsOf } from '../processors/index.ts';
import type { Storages } from '../storage/index.ts';
import { claimOutput, refuseOldResult } from './claim.ts';
import { whileBeating } from './failures.ts';
import type { Dependencies } from './dependencies.ts';
import { listInputs } from './inputs.ts';
import { jobLog } from './job-log.ts';
import { planWriter } from './plan-pages.ts';

/** Jobs of more tasks than this name them by number only: their labels would fill the history. */
const labelledTasks = 500;

export interface PlanJobInput {
  readonly job: string;
  readonly spec: JobSpec;
}

/** Lists the inputs, freezes them with a fingerprint each, and cuts them into the tasks of the job. */
export function planJobActivity(dependencies: Dependencies) {
  const { storages, slots, worker, now } = dependencies;

  return async ({ job, spec }: PlanJobInput): Promise<PlanSummary> =>
    whileBeating(async () => {
      const { attempt } = Context.current().info;
      const output = spec.output.path;
      const storage = storages(output);
      const folder = workFolder({ output, job });
      await claimOutput({ storage, job, output });
      await refuseOldResult(storage, spec, traitsOf(spec.algorithm)?.result ?? '');
      const planUri = folder.plan(attempt);
      await storage.remove(planUri);
      const plan = await writePlan({ storages, spec, planUri, slots });
      const log = jobLog({ storage, uri: folder.log(`plan-a${attempt}`), worker, now });
      log.info(`planned ${plan.tasks} tasks over ${plan.files} files, ${plan.bytes} bytes`);
      await log.save();
      return plan;
    });
}

interface Planning {
  readonly storages: Storages;
  readonly spec: JobSpec;
  readonly planUri: string;
  readonly slots: number;
}

async function writePlan({ storages, spec, planUri, slots }: Planning): Promise<PlanSummary> {
  const { files, bytes } = await measure(listInputs(storages, spec));
  const batch = batchSize({
    requested: spec.advanced.batchSize ?? {},
    totalBytes: bytes,
    slots: spec.compute.maxConcurrentTasks ?? slots,
  });
  const groups = partitionerOf(spec.input.format).cut(listInputs(storages, spec), batch);
  const writer = planWriter(storages(planUri), planUri);
  const labels: string[] = [];
  for await (const slices of groups) {
    if (labels.length === mostTasks) throw tooManyTasks();
    labels.push(labelOf(slices));
    await writer.add(slices);
  }
  const tasks = await writer.finish(spec);
  return { planUri, tasks, files, bytes, ...(tasks <= labelledTasks && { labels }) };
}

async function measure(inputs: AsyncIterable<Input>): Promise<{ files: number; bytes: number }> {
  let files = 0;
  let bytes = 0;
  for await (const { size } of inputs) {
    files += 1;
    bytes += size;
  }
  return { files, bytes };
}

function tooManyTasks(): DataError {
  return new DataError(
    'TooManyTasks',
    `expected at most ${mostTasks} tasks, but advanced.batch_size cuts the input into more; give each task more input`,
  );
}
