import { setCurrentDetails, upsertMemo } from '@temporalio/workflow';
import { isEnd, type JobState } from '../domain/job-state.ts';
import { advance, type JobEvent, nothingDone, type Progress } from '../domain/progress.ts';

/** The job's progress, the one value of a run that changes. */
export interface Ledger {
  progress(): Progress;
  record(event: JobEvent): void;
  /** Enters a state, and shows it where a person looks without asking a worker: in the memo and the web UI. */
  enter(state: JobState): void;
  /** Enters `attention`, and shows there too why, and which tasks could be run again. */
  park(why: Parking): void;
}

interface Parking {
  /** As `3,7-9`. */
  readonly failedTasks: string;
  readonly message: string;
}

export function openLedger(): Ledger {
  let progress = nothingDone;
  const record = (event: JobEvent) => void (progress = advance(progress, event));
  const show = (state: JobState, message?: string) => {
    record({ kind: 'entered', state, message });
    const { succeeded, total } = progress.tasks;
    const why = message === undefined ? '' : `; ${message}`;
    setCurrentDetails(`**${state}**: ${succeeded} of ${total} tasks succeeded${why}`);
  };

  return {
    progress: () => progress,
    record,
    enter(state) {
      show(state);
      // An end is shown together with its summary, in one event.
      if (!isEnd(state)) upsertMemo({ state });
    },
    park({ failedTasks, message }) {
      show('attention', message);
      upsertMemo({ state: 'attention', failedTasks, message });
    },
  };
}
