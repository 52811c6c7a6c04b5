import type { JobSpec } from '../config/job-config.ts';
import type { Input } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import type { Storages } from '../storage/index.ts';
import { readText } from '../storage/text.ts';

/** The files a job names, in the order of its job file, each once even where two patterns name it. */
export async function* listInputs(
  storages: Storages,
  { input, output }: JobSpec,
): AsyncIterable<Input> {
  const patterns = input.list === undefined ? input.path : await listed(storages, input.list);
  const seen = patterns.length > 1 ? new Set<string>() : undefined;
  for (const pattern of patterns) {
    let found = 0;
    for await (const file of storages(pattern).list(pattern)) {
      found += 1;
      if (seen?.has(file.uri)) continue;
      seen?.add(file.uri);
      refuseOwnOutput(file.uri, output.path);
      yield file;
    }
    if (found === 0)
      throw new DataError('InputMissing', `expected files in ${pattern}, found none`);
  }
}

/** The names in a list of files: one a line, or ended by NUL bytes where a name may hold a newline. */
async function listed(storages: Storages, list: string): Promise<readonly string[]> {
  const text = await readText(storages(list), list);
  const folder = list.slice(0, list.lastIndexOf('/'));
  return text
    .split(text.includes('\0') ? '\0' : /\r?\n/)
    .filter((name) => name !== '')
    .map((name) => (name.startsWith('/') || name.includes('://') ? name : `${folder}/${name}`));
}

function refuseOwnOutput(uri: string, output: string): void {
  if (!uri.startsWith(`${output}/`)) return;
  throw new DataError(
    'BadConfig',
    `expected inputs outside the output folder, but ${uri} lies in ${output}; choose another output.path`,
  );
}
