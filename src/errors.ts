import type { FailureType } from './domain/failure.ts';

/** Base of every error a person is meant to read; anything else that escapes is a bug in djc. */
export abstract class DjcError extends Error {
  abstract readonly exitCode: number;
  /** What the reader can do next, printed under the message. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** The job ran and did not succeed. */
export class JobFailedError extends DjcError {
  readonly exitCode = 1;
}

/** The command line or the job file is not what djc understands. */
export class UsageError extends DjcError {
  readonly exitCode = 2;
}

/** No job has this id. */
export class NoSuchJobError extends DjcError {
  readonly exitCode = 3;
}

/** The Temporal server cannot be reached, or the embedded one cannot be started. */
export class ServerUnreachableError extends DjcError {
  readonly exitCode = 4;
}

/** The job was cancelled. */
export class JobCancelledError extends DjcError {
  readonly exitCode = 5;
}

/**
 * What went wrong in the data plane (storage, partitioners, processors, consolidators), as a sentence for a person and
 * a type from the one list in domain/failure.ts. Activities turn it into Temporal's `ApplicationFailure`.
 */
export class DataError extends Error {
  readonly type: FailureType;

  constructor(type: FailureType, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'DataError';
    this.type = type;
  }
}
