import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Bench, Contestant, Sample } from '../case.ts';
import { djcAlone, type RunningDjc } from '../djc.ts';
import { bash, secondsOf } from '../programs.ts';
import { wholeFile } from './shell.ts';

interface Job {
  readonly name: string;
  /** The job file without `name` and `output`. */
  readonly job: Readonly<Record<string, unknown>>;
  /** More keys of `output`. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** A line of bash that says from `"$1"`, the result file, what is to be compared. */
  readonly answer?: string;
}

interface Summary {
  readonly state: string;
  readonly message?: string;
  readonly output: string;
  readonly results: readonly { readonly name: string }[];
  readonly started_at: string;
  readonly ended_at: string;
}

/** What `within` calls the time from a job's start to its end, without the command that submits it. */
const jobItself = 'the job itself';

/** Writes a job file into the case's folder; answers it with why this djc cannot run it, where it can't. */
export async function writeJob(bench: Bench, options: Pick<Job, 'job' | 'output'>) {
  const file = join(bench.scratch, 'job.yaml');
  const whole = {
    name: 'bench',
    ...options.job,
    output: { path: join(bench.scratch, 'out'), if_exists: 'replace', ...options.output },
  };
  await writeFile(file, stringify(whole));
  const missing = await djcAlone('validate', file).then(
    () => undefined,
    (error: Error) => `djc refuses the job file: ${error.message.replaceAll(`${file}:`, '')}`,
  );
  return { file, missing };
}

/** A job as a user sees it: `djc submit --wait` with a server and a worker that run already. */
export async function job(bench: Bench, djc: RunningDjc, options: Job): Promise<Contestant> {
  const { name, answer = wholeFile } = options;
  const { file, missing } = await writeJob(bench, options);
  let result = '';
  return {
    name,
    missing,
    async run() {
      const { sample, summary } = await submit(djc, file);
      result = join(summary.output, summary.results[0]?.name ?? '');
      return sample;
    },
    answer: async () => bash({ script: answer, args: [result] }),
  };
}

export async function submit(
  djc: RunningDjc,
  file: string,
): Promise<{ readonly sample: Sample; readonly summary: Summary }> {
  let text = '';
  const value = await secondsOf(async () => {
    text = await djc.djc('submit', '--wait', '--json', file);
  });
  const summary: Summary = JSON.parse(text);
  const { started_at: start, ended_at: end } = summary;
  const within = { [jobItself]: (Date.parse(end) - Date.parse(start)) / 1_000 };
  return { sample: { value, within }, summary };
}
