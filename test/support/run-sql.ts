import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { consolidatorOf } from '../../src/consolidators/index.ts';
import type { BatchSize, InputFormat, RecordRules } from '../../src/domain/plan.ts';
import { localFiles } from '../../src/storage/local.ts';
import { temporaryFolder } from './folder.ts';
import { writeParts } from './parts.ts';
import { algorithmOf, runProcessor, tasksOf } from './run-processor.ts';

interface SqlJob {
  /** By name. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly format?: InputFormat;
  /** The other keys of `algorithm`, as in a job file. */
  readonly algorithm: object;
  readonly batch?: BatchSize;
  readonly rules?: RecordRules;
  readonly memory?: number;
}

/** Runs all tasks of a job of type sql, brings their parts together, and answers the result. */
export async function runSql({ files, format = 'csv', algorithm, batch, ...rest }: SqlJob) {
  const folder = await temporaryFolder();
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const [index, content] of Object.values(files).entries()) {
    await mkdir(dirname(paths[index]!), { recursive: true });
    await writeFile(paths[index]!, content);
  }
  const written = { type: 'sql', ...algorithm };
  const tasks = await tasksOf(format, paths, batch);
  const answers = [];
  for (const slices of tasks) {
    answers.push(await runProcessor({ algorithm: written, format, slices, ...rest }));
  }
  const parts = await writeParts(
    join(folder, 'parts'),
    answers.map(({ part }) => part),
  );
  const into = join(folder, 'into');
  await consolidatorOf('sql').consolidate({
    parts,
    into,
    algorithm: algorithmOf(written),
    result: 'result',
    storage: localFiles(),
    signal: new AbortController().signal,
    advance: () => undefined,
  });
  const result = await readFile(join(into, 'result'));
  return { text: result.toString(), result, answers, tasks: tasks.length, folder };
}
