import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { customAlphabet } from 'nanoid';
import type { JobFile } from '../config/load.ts';
import { controlQueue } from '../domain/queues.ts';
import { UsageError } from '../errors.ts';
import type { job } from '../workflows/job.ts';
import type { JobClient } from './job-client.ts';
import type { JobMemo } from './memo.ts';

/** Without letters that look alike, since people read ids aloud. */
const randomId = customAlphabet('23456789abcdefghjkmnpqrstuvwxyz', 6);

/** Starts the job's workflow, whose id is the job's. */
export async function submitJob(
  { client }: JobClient,
  { spec, hash, document }: JobFile,
  options: { readonly id?: string | undefined } = {},
): Promise<string> {
  const id = options.id ?? `${spec.name}-${randomId()}`;
  const memo: JobMemo = {
    state: 'planning',
    name: spec.name,
    output: spec.output.path,
    pool: spec.compute.pool,
    processor: spec.algorithm.type,
    jobFileSha256: hash,
  };
  try {
    await client.workflow.start<typeof job>('job', {
      workflowId: id,
      taskQueue: controlQueue,
      args: [{ spec, document }],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowTaskTimeout: '30 seconds',
      memo: { ...memo },
      staticSummary: summaryOf({ spec }),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new UsageError(`expected an id that no job has, but there is a job ${id} already`, {
      hint: 'choose another --id, or leave it out',
      cause: error,
    });
  }
  return id;
}

function summaryOf({ spec }: Pick<JobFile, 'spec'>): string {
  const { type, operation } = spec.algorithm;
  const inputs = spec.input.list ?? spec.input.path.join(', ');
  return `${operation ?? type} over ${inputs} → ${spec.output.path}`.slice(0, 200);
}
