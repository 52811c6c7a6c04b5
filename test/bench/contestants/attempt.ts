import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toCamelCaseKeys } from 'es-toolkit';
import { partName } from '../../../src/domain/part.ts';
import type { InputFormat, Slice } from '../../../src/domain/plan.ts';
import type { Algorithm } from '../../../src/processors/processor.ts';
import type { Bench, Contestant } from '../case.ts';
import { type Built, loadBuilt } from '../built.ts';
import { bash, secondsOf } from '../programs.ts';
import { wholeFile } from './shell.ts';

interface Attempts {
  readonly name: string;
  /** As in a job file. */
  readonly algorithm: object;
  readonly format: InputFormat;
  /** Each is one task. */
  readonly paths: readonly string[];
  readonly threads: number;
  /** A line of bash that says from `"$1"`, the parts one after the other, what is to be compared. */
  readonly answer?: string;
}

/** A processor's work alone: attempts in djc's own threads, without a server, with parts and receipts as ever. */
export async function attempts(bench: Bench, options: Attempts): Promise<Contestant> {
  const { name, format, threads, answer = wholeFile } = options;
  const { runners, processors, local } = await loadBuilt();
  const runner = runners.createRunners({ maxThreads: threads });
  bench.defer(async () => runner.close());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema answers an object with a type
  const checked = processors.algorithmSchema.parse(options.algorithm) as Algorithm;
  const algorithm: Algorithm = toCamelCaseKeys(checked);

  const slices = await Promise.all(options.paths.map(async (path) => wholeFileSlice(local, path)));
  const partitions = slices.map((slice, task) => ({ task, slices: [slice] }));
  const folder = join(bench.scratch, 'attempts');
  const control = { signal: new AbortController().signal, onProgress: () => undefined };
  const runAll = async () =>
    Promise.all(
      partitions.map(async (partition) =>
        runner.runnerOf(algorithm).run(
          {
            job: 'bench',
            attempt: 1,
            worker: 'bench',
            partition,
            format,
            algorithm,
            parts: folder,
            log: join(folder, `${partition.task}.log`),
          },
          control,
        ),
      ),
    );

  return {
    name,
    async run() {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      return { value: await secondsOf(runAll) };
    },
    async answer() {
      const parts = partitions.map(({ task }) => join(folder, partName({ task, attempt: 1 })));
      const made = join(bench.scratch, 'parts');
      await bash({ script: 'cat -- "$@" > "$MADE"', args: parts, env: { MADE: made } });
      return bash({ script: answer, args: [made] });
    },
  };
}

async function wholeFileSlice(local: Built['local'], path: string): Promise<Slice> {
  const input = await local.localFiles().stat(path);
  if (!input) throw new Error(`${path} is gone`);
  return { ...input, start: 0, end: input.size };
}
