import type { JobFile } from '../config/load.ts';
import type { JobState, TaskCounts } from '../domain/job-state.ts';
import type { JobSummary } from '../domain/outcome.ts';

/** Everything a person or a program can ask of jobs. Every method may throw `ServerUnreachableError`. */
export interface Orchestrator {
  /** Where it is connected: `host:port`. */
  readonly address: string;
  /**
   * Starts a job and answers its id, `<name>-<short random id>` unless one is given. Submitting again under the id of
   * a job that exists throws `UsageError`.
   */
  submitJob(job: JobFile, options?: { readonly id?: string | undefined }): Promise<string>;
  /** Throws `NoSuchJobError` where there is none, as all below. */
  getJob(id: string): Promise<JobStatus>;
  /** Resolves when the job has ended, however it ended; survives restarts of the server. */
  waitForJob(id: string, options?: WaitOptions): Promise<JobSummary>;
  /** Asks a job to stop; resolves when the request is taken. Fine on an ended job. */
  cancelJob(id: string, options?: CancelOptions): Promise<void>;
  /**
   * Runs the failed tasks of a job again, in `attention` or after an end without the whole result; answers how many.
   * Throws `UsageError` where there is none, and for settings that may not change.
   */
  retryJob(id: string, options?: RetryOptions): Promise<number>;
  /** Closes a job in `attention` with what there is. Throws `UsageError` for a job in another state. */
  acceptJob(id: string): Promise<void>;
  /** The newest first. */
  listJobs(options?: ListOptions): Promise<readonly JobListing[]>;
  /** The lines logged so far in the order of their times; with `follow` goes on until the job ends. */
  jobLogs(id: string, options?: LogOptions): AsyncIterable<LogLine>;
  /** How a job ended; undefined while it runs. */
  jobResult(id: string): Promise<JobSummary | undefined>;
  /** Leaves the server, and ends what this orchestrator started: its worker, and the embedded server as its last user. */
  close(): Promise<void>;
}

export interface WaitOptions {
  /** Called about once a second while the job runs, and once when it ends. */
  readonly onStatus?: ((status: JobStatus) => void) | undefined;
  /** Stops the waiting, not the job: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface CancelOptions {
  /** Until the job has ended. */
  readonly wait?: boolean | undefined;
  /** Ends a job that was asked to stop already, and does not, without its own doing. */
  readonly force?: boolean | undefined;
}

export interface RetryOptions {
  /** All failed tasks unless given. */
  readonly tasks?: readonly number[] | undefined;
  /** Settings to change, as `advanced.timeout=1h`. */
  readonly set?: readonly string[] | undefined;
  /** A job file to take the settings from. */
  readonly config?: JobFile | undefined;
}

export interface ListOptions {
  readonly state?: JobState | undefined;
  /** 20 unless given. */
  readonly limit?: number | undefined;
}

export interface LogOptions {
  /** Only this task's lines. */
  readonly task?: number | undefined;
  readonly follow?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A job as it is now. */
export interface JobStatus {
  readonly job: string;
  readonly state: JobState;
  readonly tasks: TaskCounts;
  readonly name: string;
  /** Input files and bytes of the plan; 0 while planning. */
  readonly files: number;
  readonly bytes: number;
  /** Worked through so far, that of running attempts included. */
  readonly bytesDone: number;
  readonly itemsDone: number;
  /** Bad records that tasks have taken out, so far; none unless given. */
  readonly rejected?: number | undefined;
  /** The output folder. */
  readonly output: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  /** Whether it was asked to stop, and has not yet. */
  readonly stopping?: true | undefined;
  /** The pool and the processor type of its tasks, where djc knows them: what a worker for this job must serve. */
  readonly pool?: string | undefined;
  readonly processor?: string | undefined;
  /** Why it waits for a person. */
  readonly message?: string | undefined;
  /** What keeps the job from going on, in words: `a worker of pool default for text_processor tasks`. */
  readonly waitingFor?: string | undefined;
  /** Tasks that failed for good, or whose last attempt failed: at most 10. */
  readonly troubles: readonly Trouble[];
  /** Once the job has ended. */
  readonly summary?: JobSummary | undefined;
  /** The job's page in the Temporal web UI, where djc knows one. */
  readonly uiUrl?: string | undefined;
}

export interface Trouble {
  readonly task: number;
  /** Attempts that failed by the task's own fault; none where only its workers were lost. */
  readonly attempts: number;
  readonly message: string;
  /** ISO 8601; absent where no other try will come. */
  readonly nextTryAt?: string | undefined;
}

export interface JobListing {
  readonly job: string;
  readonly state: JobState;
  readonly name: string;
  /** The output folder. */
  readonly output: string;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
}

export interface LogLine {
  /** ISO 8601. */
  readonly time: string;
  /** Absent for lines about the whole job. */
  readonly task?: number | undefined;
  readonly attempt?: number | undefined;
  readonly worker?: string | undefined;
  readonly level: 'info' | 'error';
  readonly message: string;
}
