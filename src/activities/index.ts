import { consolidateActivity } from './consolidate.ts';
import type { Dependencies } from './dependencies.ts';
import { notifyActivity } from './notify.ts';
import { planJobActivity } from './plan-job.ts';
import { requestCancelActivity } from './request-cancel.ts';
import { resumeJobActivity } from './resume-job.ts';
import { reviseJobActivity } from './revise-job.ts';
import { runTaskActivity } from './run-task.ts';
import { tidyUpActivity } from './tidy-up.ts';

/** Builds the activities over their dependencies; the worker passes real ones, tests pass their own. */
export function createActivities(dependencies: Dependencies) {
  return {
    planJob: planJobActivity(dependencies),
    runTask: runTaskActivity(dependencies),
    consolidate: consolidateActivity(dependencies),
    notify: notifyActivity(),
    resumeJob: resumeJobActivity(dependencies),
    reviseJob: reviseJobActivity(dependencies),
    requestCancel: requestCancelActivity(),
    tidyUp: tidyUpActivity(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
