import { defaultPayloadConverter } from '@temporalio/common';
import type { JobInput } from '../workflows/job.ts';
import type { JobClient } from './job-client.ts';

/** What a job was started with, as its history keeps it. */
export async function inputOf({ client, namespace }: JobClient, id: string): Promise<JobInput> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: { workflowId: id },
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const [payload] = started?.input?.payloads ?? [];
  if (!payload) throw new Error(`the history of job ${id} does not begin with its input`);
  return defaultPayloadConverter.fromPayload<JobInput>(payload);
}
