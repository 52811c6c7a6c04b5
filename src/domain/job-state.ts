/** The states of a job, in the order a job passes them; the last four are ends, or wait for a person. */
export const jobStates = [
  'planning',
  'running',
  'paused',
  'consolidating',
  'attention',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type JobState = (typeof jobStates)[number];

/** The states of a task, in the order they are shown. */
export const taskStates = [
  'waiting',
  'running',
  'retrying',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
] as const;
export type TaskState = (typeof taskStates)[number];

export type TaskCounts = Readonly<Record<TaskState | 'total', number>>;

export const noTasks: TaskCounts = {
  total: 0,
  waiting: 0,
  running: 0,
  retrying: 0,
  succeeded: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
};

/** Whether a job in this state has come to its end. */
export function isEnd(state: JobState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}
