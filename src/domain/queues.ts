/** The task queue of workflows, planning, consolidation and notification. */
export const controlQueue = 'djc';

/** The task queue of one processor type's tasks for one pool of workers. */
export function taskQueue({ pool, type }: { pool: string; type: string }): string {
  return `djc-${pool}-${type}`;
}

/** The id of a task's activity, by which its pending attempts are told apart in what the server lists. */
export function taskActivityId(task: number): string {
  return `task-${task}`;
}

/** The task that an activity id names, or undefined for another activity. */
export function taskOfActivityId(id: string): number | undefined {
  const [, digits] = /^task-(\d+)$/.exec(id) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
