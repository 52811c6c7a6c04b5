import { setCurrentDetails, upsertMemo } from '@temporalio/workflow';
import { isEnd, type JobState } from '../domain/job-state.ts';
import { advance, type JobEvent, nothingDone, type Progress } from '../domain/progress.ts';

/** The job's progress, the one value of a run that changes. */
export interface Ledger {
  progress(): Progress;
  record(event: JobEvent): void;
  /** Enters a state, and shows it where a person looks without asking a worker: in the memo and the web UI. */
  enter(state: JobState): void;
}

export function openLedger(): Ledger {
  let progress = nothingDone;
  const record = (event: JobEvent) => void (progress = advance(progress, event));

  return {
    progress: () => progress,
    record,
    enter(state) {
      record({ kind: 'entered', state });
      setCurrentDetails(
        `**${state}**: ${progress.tasks.succeeded} of ${progress.tasks.total} tasks succeeded`,
      );
      // An end is shown together with its summary, in one event.
      if (!isEnd(state)) upsertMemo({ state });
    },
  };
}
