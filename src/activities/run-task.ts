import { ApplicationFailure, Context } from '@temporalio/activity';
import type { JobSpec } from '../config/job-config.ts';
import { type Failure, failureTypes } from '../domain/failure.ts';
import { type PartReceipt, partName, type TaskResult } from '../domain/part.ts';
import type { Partition } from '../domain/plan.ts';
import { isCharged, judge } from '../domain/retry.ts';
import { workFolder } from '../domain/work-folder.ts';
import { DataError } from '../errors.ts';
import { processorOf } from '../processors/index.ts';
import { failureOf } from '../runners/failure.ts';
import type { Attempt, Control } from '../runners/runner.ts';
import { cancellation, isShuttingDown, workerShutdown } from './failures.ts';
import type { Dependencies } from './dependencies.ts';
import { readPartition, readSpec } from './plan-pages.ts';
import { type Pulse, startPulse } from './pulse.ts';
import { mayBeOneRecords, withoutBadRecords } from './salvage.ts';

export interface RunTaskInput {
  readonly job: string;
  readonly planUri: string;
  readonly task: number;
  /** The number of this drive's first attempt; 1 unless an earlier drive ran the task. */
  readonly firstAttempt?: number | undefined;
  /** How often the job had been changed when the drive began. */
  readonly revision?: number | undefined;
}

/** Runs one attempt of one task, in a thread or beside a child process, and commits its part. */
export function runTaskActivity(dependencies: Dependencies) {
  const { storages, turn, worker, random } = dependencies;

  return async ({
    job,
    planUri,
    task,
    firstAttempt,
    revision,
  }: RunTaskInput): Promise<TaskResult> => {
    const pulse = startPulse();
    const storage = storages(planUri);
    let spec: JobSpec | undefined;
    try {
      spec = await readSpec(storage, planUri, revision);
      const partition = await readPartition(storage, planUri, task);
      const attempt = attemptOf({ job, spec, partition, worker, firstAttempt, revision });
      const run = { dependencies, advanced: spec.advanced, pulse };
      return await turn(async () => runOrSalvage(attempt, run));
    } catch (error) {
      throw answerTo(error, { spec, pulse, random: random() });
    } finally {
      pulse.stop();
    }
  };
}

interface AttemptFacts {
  readonly job: string;
  readonly spec: JobSpec;
  readonly partition: Partition;
  readonly worker: string;
  readonly firstAttempt?: number | undefined;
  readonly revision?: number | undefined;
}

function attemptOf({ job, spec, partition, worker, ...drive }: AttemptFacts): Attempt {
  const { firstAttempt = 1, revision = 0 } = drive;
  const attempt = firstAttempt - 1 + Context.current().info.attempt;
  const folder = workFolder({ output: spec.output.path, job });
  return {
    job,
    attempt,
    worker,
    revision,
    partition,
    format: spec.input.format,
    rules: { header: spec.input.header, maxRecordBytes: spec.advanced.maxRecordBytes },
    algorithm: spec.algorithm,
    memory: spec.compute.memory,
    nonRetryableExitCodes: spec.advanced.retry.nonRetryableExitCodes,
    maxRejected: spec.advanced.skip?.maxRecords,
    checkpointInterval: spec.advanced.checkpointInterval,
    firstAttempt,
    parts: folder.parts,
    log: folder.log(partName({ task: partition.task, attempt })),
  };
}

interface Run {
  readonly dependencies: Dependencies;
  readonly advanced: JobSpec['advanced'];
  readonly pulse: Pulse;
}

/** Runs the attempt; where it was the task's last, and the job file allows it, once more without its bad records. */
async function runOrSalvage(attempt: Attempt, run: Run): Promise<TaskResult> {
  refuseCommands(attempt, run.dependencies);
  try {
    return resultOf(await runAttempt(attempt, run));
  } catch (error) {
    const failure = failureOf(error);
    if (!isWorthSalvaging(failure, run)) throw error;
    const { runners, storages } = run.dependencies;
    const runner = runners.runnerOf(attempt.algorithm);
    const rest = await inTime(run, async (control) =>
      withoutBadRecords({ attempt, failure, runner, storages, control }),
    );
    return resultOf(await runAttempt(rest, run));
  }
}

/** Whether a failure would end the task, and bad records may be to blame that the job does without. */
function isWorthSalvaging(failure: Failure, { advanced, pulse }: Run): boolean {
  if (!advanced.skip || Context.current().cancellationSignal.aborted) return false;
  const charged = pulse.charged() + (isCharged(failure.type) ? 1 : 0);
  const verdict = judge({ type: failure.type, charged, policy: advanced.retry, random: 0 });
  return verdict.kind === 'give up' && mayBeOneRecords(failure);
}

async function runAttempt(attempt: Attempt, run: Run): Promise<PartReceipt> {
  const runner = run.dependencies.runners.runnerOf(attempt.algorithm);
  return inTime(run, async (control) => runner.run(attempt, control));
}

function resultOf(receipt: PartReceipt): TaskResult {
  const { attempt, itemsIn, itemsOut, rejected, bytesIn, bytesOut, sha256 } = receipt;
  const counts = { itemsIn, itemsOut, ...(rejected !== undefined && { rejected }) };
  return { attempt, ...counts, bytesIn, bytesOut, sha256 };
}

/** Stops what takes longer than `advanced.timeout`. */
async function inTime<T>(
  { advanced: { timeout }, pulse }: Run,
  run: (control: Control) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(timeout);
  const signal = AbortSignal.any([Context.current().cancellationSignal, limit]);
  try {
    return await run({ signal, onProgress: pulse.progress });
  } catch (error) {
    if (!limit.aborted) throw error;
    throw new DataError(
      'TaskTimeout',
      `the attempt took longer than advanced.timeout, ${timeout / 1_000} s`,
      { cause: error },
    );
  }
}

function refuseCommands({ algorithm }: Attempt, { allowCommands }: Dependencies): void {
  if (allowCommands || !processorOf(algorithm)?.ownCode) return;
  throw new DataError(
    'CommandNotAllowed',
    `this worker may not run tasks of type ${algorithm.type}; start it with --allow-commands`,
  );
}

interface Answer {
  readonly spec: JobSpec | undefined;
  readonly pulse: Pulse;
  /** In [0, 1). */
  readonly random: number;
}

/** Decides whether the task is tried again, and tells the server. */
function answerTo(error: unknown, { spec, pulse, random }: Answer): Error {
  const { cancellationSignal } = Context.current();
  if (cancellationSignal.aborted) {
    return isShuttingDown() ? workerShutdown() : cancellation(cancellationSignal);
  }
  const { type, message } = failureOf(error);
  const charged = pulse.charge(isCharged(type) ? 1 : 0);
  if (!spec) {
    const nonRetryable = failureTypes[type] === 'final';
    return ApplicationFailure.create({ type, message, details: [charged], nonRetryable });
  }
  const verdict = judge({ type, charged, policy: spec.advanced.retry, random });
  return ApplicationFailure.create({
    type,
    message,
    details: [charged],
    nonRetryable: verdict.kind === 'give up',
    ...(verdict.kind === 'retry' && { nextRetryDelay: Math.max(1, verdict.after) }),
  });
}
