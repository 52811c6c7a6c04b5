import { chunk } from 'es-toolkit';
import { ahead } from '../ahead.ts';
import type { JobSpec } from '../config/job-config.ts';
import type { Input } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import type { Storages } from '../storage/index.ts';
import { firstTimes } from './first-times.ts';

/** Patterns of which most are files, as in a long list, share the wait for a look at them. */
const batchSize = 64;
const batchesAtOnce = 2;

interface Listing {
  readonly storages: Storages;
  readonly spec: JobSpec;
  /** Ends the listing, as its reason. */
  readonly signal: AbortSignal;
}

/** The files a job names, in the order of its job file, each once even where two patterns name it. */
export async function* listInputs({ storages, spec, signal }: Listing): AsyncIterable<Input> {
  const { input, output } = spec;
  const patterns = input.list === undefined ? [input.path] : listed(storages, input.list);
  const isOne = input.list === undefined && input.path.length === 1;
  const isNew = isOne ? () => true : firstTimes();
  const takes = (found: Input): boolean => {
    signal.throwIfAborted();
    if (!isNew(found.uri)) return false;
    refuseOwnOutput(found.uri, output.path);
    return true;
  };
  const look = async (pattern: string) => ({
    pattern,
    file: await storages(pattern).stat(pattern),
  });
  const looks = ahead(patterns, batchesAtOnce, async (batch) => Promise.all(batch.map(look)));
  for await (const named of looks) {
    for (const { pattern, file } of named) {
      if (!file) yield* taken(storages(pattern).list(pattern), takes);
      else if (takes(file)) yield file;
    }
  }
}

async function* taken(
  inputs: AsyncIterable<Input>,
  takes: (found: Input) => boolean,
): AsyncGenerator<Input> {
  for await (const found of inputs) if (takes(found)) yield found;
}

/** The names in a list of files, some at a time: one a line, or ended by NUL bytes where a name may hold a newline. */
async function* listed(storages: Storages, list: string): AsyncGenerator<readonly string[]> {
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
    const paths = names.filter((it) => it !== '').map((it) => resolved(it, folder));
    yield* chunk(paths, batchSize);
  }
  if (rest !== '') yield [resolved(rest, folder)];
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
