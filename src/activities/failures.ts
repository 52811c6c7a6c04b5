import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { failureTypes } from '../domain/failure.ts';
import { failureOf } from '../runners/failure.ts';

/** Whether the worker that runs this activity is shutting down. */
export function isShuttingDown(): boolean {
  return Context.current().cancellationDetails?.workerShutdown ?? false;
}

/**
 * Runs an activity's work while it heartbeats every second (the SDK sends one every few), so that cancellation reaches
 * it and a dead worker is noticed. Failures leave as `ApplicationFailure` with a type from the one list.
 */
export async function whileBeating<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), 1_000);
  try {
    return await run(context.cancellationSignal);
  } catch (error) {
    throw toTemporal(error);
  } finally {
    clearInterval(beat);
  }
}

/** An abort that escapes would be reported as a cancellation even when the worker only shuts down. */
function toTemporal(error: unknown): Error {
  const { cancellationSignal } = Context.current();
  if (cancellationSignal.aborted) {
    return isShuttingDown() ? workerShutdown() : cancellation(cancellationSignal);
  }
  const { type, message } = failureOf(error);
  if (type === 'WorkerShutdown') return workerShutdown();
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: failureTypes[type] === 'final',
  });
}

export function cancellation({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new CancelledFailure(String(reason));
}

export function workerShutdown(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'WorkerShutdown',
    message: 'the worker shut down; another one takes the task',
    nextRetryDelay: 1,
  });
}
