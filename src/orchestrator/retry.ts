import type { JobFile } from '../config/load.ts';
import { revised, whyNotRevised } from '../config/revise.ts';
import { isEnd } from '../domain/job-state.ts';
import { controlQueue } from '../domain/queues.ts';
import { formatTasks, parseTasks } from '../domain/task-ranges.ts';
import { UsageError } from '../errors.ts';
import type { job, JobInput } from '../workflows/job.ts';
import { acceptPartial, type RetryRequest, retryTasks } from '../workflows/messages.ts';
import type { JobClient } from './job-client.ts';
import { inputOf } from './job-input.ts';
import { type JobMemo, memoOf, stateOf } from './memo.ts';
import type { RetryOptions } from './orchestrator.ts';
import { describeJob } from './status.ts';

/**
 * Runs failed tasks again: of a parked job, which then goes on, or of one that ended without its whole result, which
 * then goes on where it ended, under its id. Answers how many tasks.
 */
export async function retryJob(
  jobs: JobClient,
  id: string,
  options: RetryOptions = {},
): Promise<number> {
  const described = await describeJob(jobs, id);
  const memo = memoOf(described);
  const state = stateOf(described);
  const isOver = isEnd(state) && described.closeTime !== undefined;
  const failed = state === 'cancelled' ? undefined : failedTasksOf(memo);
  if ((state !== 'attention' && !isOver) || !failed) throw nothingToRetry(id, state);
  const tasks = tasksOf(options, failed);
  const input = await inputOf(jobs, id);
  const request: RetryRequest = { tasks, ...changesOf({ input, memo, options }) };
  if (isOver) await startAgain(jobs, { id, memo, input, request });
  else await jobs.client.workflow.getHandle(id).signal(retryTasks, request);
  return tasks.length;
}

/** Closes a parked job with what there is. */
export async function acceptJob(jobs: JobClient, id: string): Promise<void> {
  const state = stateOf(await describeJob(jobs, id));
  if (state !== 'attention') {
    throw new UsageError(
      `expected a job that waits for a person (attention), but ${id} is ${state}`,
    );
  }
  await jobs.client.workflow.getHandle(id).signal(acceptPartial);
}

function failedTasksOf({ failedTasks }: JobMemo): readonly number[] | undefined {
  return typeof failedTasks === 'string' ? parseTasks(failedTasks) : undefined;
}

function nothingToRetry(id: string, state: string): UsageError {
  const hint =
    state === 'succeeded' || state === 'cancelled'
      ? 'submit the job file again to run it all'
      : `\`djc status ${id}\` shows how it stands`;
  return new UsageError(
    `expected a job with failed tasks that waits for a person or has ended, but ${id} is ${state} and has none to run again`,
    { hint },
  );
}

function tasksOf({ tasks }: RetryOptions, failed: readonly number[]): readonly number[] {
  const others = (tasks ?? []).filter((task) => !failed.includes(task));
  if (others.length === 0) return tasks ?? failed;
  throw new UsageError(
    `expected tasks that failed (${formatTasks(failed) || 'there is none'}), got ${formatTasks(others)}`,
  );
}

interface Wish {
  readonly input: JobInput;
  readonly memo: JobMemo;
  readonly options: RetryOptions;
}

/** The job with changed settings, where some are to change. What may not change throws `UsageError`. */
function changesOf({ input, memo, options }: Wish): Pick<RetryRequest, 'changed'> {
  const { set = [], config } = options;
  const document = memo.document ?? input.document;
  const before = memo.spec ?? input.spec;
  let file: JobFile | undefined = config;
  if (set.length > 0) {
    const changing = config?.document ?? document;
    if (!changing) throw new UsageError('this job was submitted by a djc that kept no job file');
    file = revised(changing, set);
  }
  if (!file) return {};
  const refusal = whyNotRevised(before, file.spec);
  if (refusal !== undefined) throw new UsageError(refusal);
  const changes = [...(config?.file === undefined ? [] : [`--config ${config.file}`]), ...set];
  const { spec, hash, document: made } = file;
  return { changed: { spec, document: made, revision: { jobFileSha256: hash, changes } } };
}

interface Restart {
  readonly id: string;
  readonly memo: JobMemo;
  readonly input: JobInput;
  readonly request: RetryRequest;
}

/** Another run of the ended job, under its id. */
async function startAgain(
  { client }: JobClient,
  { id, memo, input, request }: Restart,
): Promise<void> {
  // What a person changed last goes with the run itself.
  const { summary: _over, failedTasks: _known, spec: _before, document: _of, ...kept } = memo;
  const { spec, document } = request.changed ?? {
    spec: memo.spec ?? input.spec,
    document: memo.document ?? input.document,
  };
  await client.workflow.start<typeof job>('job', {
    workflowId: id,
    taskQueue: controlQueue,
    args: [{ spec, document, resume: request }],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowTaskTimeout: '30 seconds',
    memo: {
      ...kept,
      state: 'running',
      pool: spec.compute.pool,
      processor: spec.algorithm.type,
    },
  });
}
