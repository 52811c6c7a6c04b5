import { Context } from '@temporalio/activity';
import type { JobSpec } from '../config/job-config.ts';
import type { LaterAttempt, ResultFile } from '../domain/part.ts';
import type { Totals } from '../domain/manifest.ts';
import type { Revision } from '../domain/standing.ts';
import { workFolder } from '../domain/work-folder.ts';
import { traitsOf } from '../processors/index.ts';
import type { Storage } from '../storage/storage.ts';
import { whileBeating } from './failures.ts';
import type { Dependencies } from './dependencies.ts';
import { jobLog } from './job-log.ts';
import { readPartition, readSpec } from './plan-pages.ts';
import { type Account, publish } from './publish.ts';

/** History and memo have no room for the names of more files; the manifest has them all. */
const mostInHistory = 2_000;

export interface ConsolidateInput {
  readonly job: string;
  readonly planUri: string;
  readonly tasks: number;
  /** The tasks that another attempt than the first one won; the others are won by attempt 1. */
  readonly laterAttempts: readonly LaterAttempt[];
  /** The tasks that have no part: they failed for good, or were never started. */
  readonly missing?: readonly number[] | undefined;
  readonly revisions?: readonly Revision[] | undefined;
  readonly jobFileSha256?: string | undefined;
  /** What the parts must add up to. */
  readonly totals: Totals;
}

/** Brings the winning parts together, in a thread, and publishes the result. */
export function consolidateActivity(dependencies: Dependencies) {
  const { storages, runners, worker, now } = dependencies;

  return async (input: ConsolidateInput): Promise<readonly ResultFile[]> =>
    whileBeating(async (signal) => {
      const { attempt } = Context.current().info;
      const storage = storages(input.planUri);
      const spec = await readSpec(storage, input.planUri);
      const folder = workFolder({ output: spec.output.path, job: input.job });
      const winners = winnersOf(input);
      const into = folder.result(attempt);
      await storage.remove(into);
      const { results, receipts } = await runners.consolidate(
        {
          consolidation: spec.output.consolidate,
          algorithm: spec.algorithm,
          memory: spec.compute.memory,
          order: spec.output.order,
          result: resultName(spec),
          into,
          parts: winners.map((it) => ({ uri: folder.part(it), receiptUri: folder.receipt(it) })),
        },
        { signal, onProgress: () => undefined },
      );
      const manifest = await publish({
        storage,
        spec,
        job: input.job,
        from: into,
        results,
        parts: receipts,
        account: await accountOf(storage, input),
        isWanted,
        now,
      });
      const log = jobLog({ storage, uri: folder.log(`consolidate-a${attempt}`), worker, now });
      for (const { name, bytes } of results) log.info(`wrote ${name}, ${bytes} bytes`);
      await log.save();
      return results.length > mostInHistory ? [manifest] : results;
    });
}

/** Whether the server waits for this very attempt, and has not given it up for a later one. */
async function isWanted(): Promise<boolean> {
  const { client, info } = Context.current();
  const { workflowId = '', runId } = info.workflowExecution ?? {};
  const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
  const pending = raw.pendingActivities?.find(({ activityId }) => activityId === info.activityId);
  return pending?.attempt === info.attempt;
}

/** What the manifest says of the job beside its parts and results. */
async function accountOf(storage: Storage, input: ConsolidateInput): Promise<Account> {
  const { planUri, missing = [], revisions = [], jobFileSha256, totals } = input;
  const lost = await Promise.all(
    missing.map(async (task) => readPartition(storage, planUri, task)),
  );
  return { jobFileSha256, revisions, partial: lost.length > 0, totals, missing: lost };
}

function winnersOf(input: ConsolidateInput): readonly LaterAttempt[] {
  const { tasks, laterAttempts, missing = [] } = input;
  const attempts = new Map(laterAttempts.map(({ task, attempt }) => [task, attempt]));
  const lost = new Set(missing);
  return Array.from({ length: tasks }, (_, task) => ({
    task,
    attempt: attempts.get(task) ?? 1,
  })).filter(({ task }) => !lost.has(task));
}

function resultName({ algorithm }: JobSpec): string {
  return traitsOf(algorithm)?.result ?? 'result';
}
