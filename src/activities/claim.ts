import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { JobSpec } from '../config/job-config.ts';
import { claimFile, manifestName, successName } from '../domain/work-folder.ts';
import { DataError } from '../errors.ts';
import type { Storage } from '../storage/storage.ts';
import { readText } from '../storage/text.ts';
import { readOldResult } from './publish.ts';

interface Claim {
  readonly storage: Storage;
  readonly job: string;
  readonly output: string;
}

/** Takes the output folder for a job. Of two jobs that live at once only one can have it: `OutputTaken` for the other. */
export async function claimOutput({ storage, job, output }: Claim): Promise<void> {
  const claim = claimFile(output);
  if (await storage.create(claim, job)) return;
  const owner = await readText(storage, claim);
  if (owner === job) return;
  if (!(await isRunning(owner))) {
    await storage.remove(claim);
    if (await storage.create(claim, job)) return;
  }
  throw new DataError(
    'OutputTaken',
    `expected an output folder of this job's own, but job ${owner} is writing to ${output}; wait for it, cancel it, or choose another output.path`,
  );
}

export async function releaseOutput({ storage, job, output }: Claim): Promise<void> {
  const claim = claimFile(output);
  const held = await storage.stat(claim);
  if (held && (await readText(storage, claim)) === job) await storage.remove(claim);
}

/**
 * Refuses a folder that holds a result already, unless the job file says to replace it. The files of `collect` are
 * named by the inputs, so any file may be in their way.
 */
export async function refuseOldResult(
  storage: Storage,
  spec: JobSpec,
  result: string,
): Promise<void> {
  if (spec.output.ifExists === 'replace') return;
  const { path } = spec.output;
  const names = await storage.names(path);
  const found =
    spec.output.consolidate === 'collect'
      ? names.find((name) => name !== '.djc')
      : [manifestName, successName, result].find((name) => names.includes(name));
  if (found === undefined) return;
  const { job } = await readOldResult(storage, path);
  const holds = job === undefined ? `the file ${found}` : `the result of job ${job}`;
  throw new DataError(
    'OutputTaken',
    `expected an output folder without a result, but ${path} holds ${holds}; choose another output.path, or set output.if_exists: replace`,
  );
}

async function isRunning(job: string): Promise<boolean> {
  try {
    const { status } = await Context.current().client.workflow.getHandle(job).describe();
    return status.name === 'RUNNING' || status.name === 'PAUSED';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
