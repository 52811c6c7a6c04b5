import { setTimeout as sleep } from 'node:timers/promises';
import { isEnd } from '../domain/job-state.ts';
import { partName } from '../domain/part.ts';
import { workFolder } from '../domain/work-folder.ts';
import type { Storage } from '../storage/storage.ts';
import type { Storages } from '../storage/index.ts';
import { readText } from '../storage/text.ts';
import type { JobStatus, LogLine, LogOptions } from './orchestrator.ts';

/** Between two looks for new lines, in milliseconds. */
const interval = 500;

interface LogSource {
  readonly status: (id: string) => Promise<JobStatus>;
  readonly storages: Storages;
}

/** A job's log lines, merged over its files by time; with `follow` until the job has ended. */
export async function* jobLogs(
  { status, storages }: LogSource,
  id: string,
  { task, follow, signal }: LogOptions = {},
): AsyncIterable<LogLine> {
  const { output } = await status(id);
  const folder = workFolder({ output, job: id }).logs;
  const reader = newLines({ storage: storages(output), folder, task });
  for (;;) {
    const { state } = await status(id);
    yield* await reader.read();
    if (!follow || isEnd(state)) return;
    await sleep(interval, undefined, { signal });
  }
}

interface Reader {
  readonly storage: Storage;
  readonly folder: string;
  readonly task: number | undefined;
}

/** Reads what came since the last time. */
function newLines({ storage, folder, task }: Reader) {
  const seen = new Map<string, number>();
  const prefix = task === undefined ? '' : partName({ task, attempt: 0 }).slice(0, -1);

  const fresh = async (name: string): Promise<readonly LogLine[]> => {
    const lines = (await readText(storage, `${folder}/${name}`)).split('\n').slice(0, -1);
    const before = seen.get(name) ?? 0;
    seen.set(name, lines.length);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- log files are written by djc
    return lines.slice(before).map((line) => JSON.parse(line) as LogLine);
  };

  return {
    async read(): Promise<readonly LogLine[]> {
      const names = await storage.names(folder);
      const found: LogLine[] = [];
      for (const name of names) if (name.startsWith(prefix)) found.push(...(await fresh(name)));
      return found.toSorted((a, b) => a.time.localeCompare(b.time));
    },
  };
}
