import { condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { JobSpec } from '../config/job-config.ts';
import { chosen, type Standing } from '../domain/standing.ts';
import { formatTasks } from '../domain/task-ranges.ts';
import type { Ledger } from './ledger.ts';
import { acceptPartial, type RetryRequest, retryTasks } from './messages.ts';
import { tell } from './telling.ts';

/** What a person decides of a job that waits for them. */
export type Decision =
  | { readonly kind: 'retry'; readonly request: RetryRequest; readonly again: readonly number[] }
  | { readonly kind: 'accept' };

/** Parks a job durably until a person says how it goes on. */
export interface Desk {
  decisionOn(parked: Parked): Promise<Decision>;
}

interface Parked {
  readonly spec: JobSpec;
  readonly standing: Standing;
  readonly message: string;
}

/** Takes what a person says to the job from now on; what comes while the job is not parked is for nothing. */
export function openDesk(ledger: Ledger): Desk {
  let parked: Standing | undefined;
  let decision: Decision | undefined;
  setHandler(
    retryTasks,
    (request) => {
      const again = parked ? chosen(parked, request.tasks) : [];
      if (again.length > 0) decision ??= { kind: 'retry', request, again };
    },
    { description: 'Runs failed tasks of a parked job again, and those not started yet.' },
  );
  setHandler(
    acceptPartial,
    () => {
      if (parked) decision ??= { kind: 'accept' };
    },
    { description: 'Closes a parked job with what there is.' },
  );

  return {
    async decisionOn({ spec, standing, message }) {
      parked = standing;
      decision = undefined;
      ledger.park({ failedTasks: formatTasks(standing.failed), message });
      const bell = tellOf(spec, { ledger, message });
      await condition(() => decision !== undefined);
      await bell;
      parked = undefined;
      return decision ?? { kind: 'accept' };
    },
  };
}

/** Whoever cannot be told must not keep the job from waiting, nor from going on. */
async function tellOf(
  spec: JobSpec,
  { ledger, message }: { readonly ledger: Ledger; readonly message: string },
): Promise<void> {
  const { workflowId, startTime } = workflowInfo();
  const { tasks, files, bytes } = ledger.progress();
  await tell(spec, {
    job: workflowId,
    name: spec.name,
    state: 'attention',
    output: spec.output.path,
    message,
    startedAt: startTime.toISOString(),
    tasks,
    files,
    bytes,
  });
}
