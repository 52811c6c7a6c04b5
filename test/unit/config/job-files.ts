import {
  type Environment,
  type JobFile,
  JobFileError,
  loadJobFile,
} from '../../../src/config/load.ts';

/** A job file without problems that says only what it must. */
export const smallest = `name: words
input: { path: logs }
algorithm: { type: text_processor, operation: word_count }
output: { path: out }
`;

export interface Setting {
  readonly env?: Environment;
  readonly set?: readonly string[];
}

export function load(text: string, { env = {}, set = [] }: Setting = {}): JobFile {
  return loadJobFile({ path: '/jobs/job.yaml', text, env, set });
}

/** The lines a person sees; empty where nothing is wrong. */
export function problemsOf(text: string, setting?: Setting): readonly string[] {
  try {
    load(text, setting);
    return [];
  } catch (error) {
    if (!(error instanceof JobFileError)) throw error;
    return error.message.split('\n').map((line) => line.replaceAll('/jobs/job.yaml', 'job.yaml'));
  }
}
