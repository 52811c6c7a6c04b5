import { partName } from './part.ts';

/** Where a job keeps what is not result yet: everything below `<output.path>/.djc/<job>`. */
export interface WorkFolder {
  /** Of all jobs of the output folder. */
  readonly home: string;
  readonly root: string;
  readonly parts: string;
  readonly logs: string;
  /** A plan is named by the attempt that made it, so that a zombie planner cannot touch the frozen one. */
  plan(attempt: number): string;
  part(winner: { task: number; attempt: number }): string;
  receipt(winner: { task: number; attempt: number }): string;
  /** Private to one attempt of consolidation. */
  result(attempt: number): string;
  log(name: string): string;
}

export function workFolder({ output, job }: { output: string; job: string }): WorkFolder {
  const home = `${output}/.djc`;
  const root = `${home}/${job}`;
  const parts = `${root}/parts`;
  const logs = `${root}/logs`;
  return {
    home,
    root,
    parts,
    logs,
    plan: (attempt) => `${root}/plan-a${attempt}`,
    part: (winner) => `${parts}/${partName(winner)}`,
    receipt: (winner) => `${parts}/${partName(winner)}.json`,
    result: (attempt) => `${root}/result-a${attempt}`,
    log: (name) => `${logs}/${name}.jsonl`,
  };
}

/** The file that says which job an output folder belongs to while that job lives. */
export function claimFile(output: string): string {
  return `${output}/.djc/claim`;
}

/** The file in which a job that ended without its whole result says how its tasks stand. */
export function standingFile(job: { output: string; job: string }): string {
  return `${workFolder(job).root}/standing.json`;
}

export const manifestName = 'manifest.json';

/** Written last: whoever sees it sees the whole result. */
export const successName = '_SUCCESS';
