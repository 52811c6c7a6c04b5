import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { version } from '../../src/version.ts';
import { bash } from './programs.ts';

export interface Machine {
  readonly system: string;
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  /** Processes that wanted to run in the minute before: over 0.5, the figures are not to be trusted. */
  readonly load: number;
  /** What each program says of itself, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

const programs: Readonly<Record<string, string>> = {
  wc: 'wc --version',
  mawk: 'mawk -W version 2>&1',
  grep: 'grep --version',
  sha256sum: 'sha256sum --version',
  parallel: 'parallel --will-cite --version',
  xargs: 'xargs --version',
  dask: `python3 -c 'import dask; print(dask.__version__)'`,
  spark: `python3 -c 'import pyspark; print(pyspark.__version__)'`,
};

export async function describeMachine(): Promise<Machine> {
  const peers = Object.entries(programs).map(async ([name, script]) => [name, await says(script)]);
  const duckdb = await import('@duckdb/node-api').then((it) => it.version()).catch(() => absent);
  return {
    system: `${type()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    load: loadavg()[0] ?? 0,
    versions: {
      djc: version,
      node: process.versions.node,
      duckdb,
      ...Object.fromEntries(await Promise.all(peers)),
    },
  };
}

const absent = 'not there';

/** The first line of what a program says. */
async function says(script: string): Promise<string> {
  const text = await bash({ script }).catch(() => absent);
  return text.split('\n')[0]?.trim() ?? absent;
}
