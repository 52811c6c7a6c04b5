import { ahead } from '../ahead.ts';
import type { JobSpec } from '../config/job-config.ts';
import type { Input } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import type { Storages } from '../storage/index.ts';
import { firstTimes } from './first-times.ts';

/** Patterns of which most are files, as in a long list, share the wait for a look at them. */
const looksAtOnce = 16;

/** The files a job names, in the order of its job file, each once even where two patterns name it. */
export async function* listInputs(
  storages: Storages,
  { input, output }: JobSpec,
): AsyncIterable<Input> {
  const patterns = input.list === undefined ? input.path : listed(storages, input.list);
  const isOne = input.list === undefined && input.path.length === 1;
  const isNew = isOne ? () => true : firstTimes();
  const named = ahead(patterns, looksAtOnce, async (pattern) => ({
    pattern,
    file: await storages(pattern).stat(pattern),
  }));
  for await (const { pattern, file } of named) {
    for await (const found of file ? [file] : storages(pattern).list(pattern)) {
      if (!isNew(found.uri)) continue;
      refuseOwnOutput(found.uri, output.path);
      yield found;
    }
  }
}

/** The names in a list of files: one a line, or ended by NUL bytes where a name may hold a newline. */
async function* listed(storages: Storages, list: string): AsyncGenerator<string> {
  const folder = list.slice(0, list.lastIndexOf('/'));
  const decoder = new TextDecoder();
  let separator: RegExp | undefined;
  let rest = '';
  for await (const block of storages(list).read(list)) {
    const text = rest + decoder.decode(block, { stream: true });
    // No name is as long as a block, so the first one tells how names end.
    separator ??= text.includes('\0') ? /\0/ : /\r?\n/;
    const names = text.split(separator);
    rest = names.pop() ?? '';
    for (const name of names) if (name !== '') yield resolved(name, folder);
  }
  if (rest !== '') yield resolved(rest, folder);
}

function resolved(name: string, folder: string): string {
  return name.startsWith('/') || name.includes('://') ? name : `${folder}/${name}`;
}

function refuseOwnOutput(uri: string, output: string): void {
  if (!uri.startsWith(`${output}/`)) return;
  throw new DataError(
    'BadConfig',
    `expected inputs outside the output folder, but ${uri} lies in ${output}; choose another output.path`,
  );
}
