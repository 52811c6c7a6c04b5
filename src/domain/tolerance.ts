/** How many tasks of a job may fail for good: a count, or a share of all its tasks. */
export type Tolerance = { readonly tasks: number } | { readonly percent: number };

/** What becomes of a job of which more tasks failed than it tolerates: parked for a person, or ended. */
export const thresholdAnswers = ['attention', 'fail'] as const;
export type ThresholdAnswer = (typeof thresholdAnswers)[number];

const none: Tolerance = { tasks: 0 };

/** Whether more of a job's tasks failed than it tolerates; it tolerates none unless it says so. */
export function isOver(
  tolerance: Tolerance | undefined,
  { failed, total }: { readonly failed: number; readonly total: number },
): boolean {
  const allowed = tolerance ?? none;
  if ('tasks' in allowed) return failed > allowed.tasks;
  return failed * 100 > total * allowed.percent;
}
