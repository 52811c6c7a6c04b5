import { isEqual } from 'es-toolkit';
import { checkJobFile } from './check.ts';
import type { JobSpec } from './job-config.ts';
import type { JobDocument, JobFile } from './load.ts';
import { override, readOverride, setFlag } from './overrides.ts';
import { dotted, JobFileError } from './problem.ts';
import { sha256 } from './sha256.ts';
import { specOf } from './spec.ts';

/** A job with some settings changed, as `--set` names them. Throws `JobFileError`. */
export function revised({ value, base }: JobDocument, set: readonly string[]): JobFile {
  const changed = set
    .map(readOverride)
    .reduce<unknown>((it, change) => override(it, change), value);
  const checked = checkJobFile(changed);
  if (!checked.file) {
    throw new JobFileError(
      checked.findings.map(({ path, message }) => ({ file: setFlag, path: dotted(path), message })),
    );
  }
  return {
    spec: specOf(checked.file, base),
    hash: sha256(JSON.stringify(changed)),
    document: { value: changed, base },
  };
}

/** What of a job may not change once it has parts, by the names it has in a job file, and why. */
const fixed: readonly (readonly [name: string, why: string, of: (spec: JobSpec) => unknown])[] = [
  ['name', 'it is part of the id', ({ name }) => name],
  ['input', 'the parts that are there were made of it', ({ input }) => input],
  ['output', 'the parts are kept there', ({ output }) => ({ ...output, ifExists: '' })],
  ['advanced.batch_size', 'the input is cut already', ({ advanced }) => advanced.batchSize],
  [
    'advanced.max_record_bytes',
    'records of the parts that are there were read by it',
    ({ advanced }) => advanced.maxRecordBytes,
  ],
];

/** Why a job under way cannot take these settings, as a sentence; undefined where it can. */
export function whyNotRevised(before: JobSpec, after: JobSpec): string | undefined {
  const broken = fixed.find(([, , of]) => !isEqual(of(before), of(after)));
  if (!broken) return undefined;
  const [name, why] = broken;
  return `expected ${name} to stay as it is, for ${why}; submit a job of its own for other input, cutting or output`;
}
