import { Context } from '@temporalio/activity';

export interface RequestCancelInput {
  readonly job: string;
}

/**
 * Asks the server to cancel a job on the job's own behalf: a workflow cannot do so itself, and only a cancellation that
 * came from the server makes the workflow end as cancelled.
 */
export function requestCancelActivity() {
  return async ({ job }: RequestCancelInput): Promise<void> => {
    await Context.current().client.workflow.getHandle(job).cancel();
  };
}
