import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldersOf } from '../../../src/dev/folders.ts';
import { findTemporal } from '../../../src/dev/temporal-binary.ts';
import { root } from '../../support/djc.ts';
import { writeJob } from './job.ts';
import type { Kind } from './kind-names.ts';
import { resultIn } from './remains.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where rounds are played, one after the other. */
export interface Theatre {
  readonly folder: string;
  /** The folder for temporary files. */
  readonly temporary: string;
  readonly env: NodeJS.ProcessEnv;
  /** The result of a job of this kind that nothing befell. */
  undisturbed(kind: Kind): Promise<ReadonlyMap<string, string>>;
  /** Runs the built djc to its end. */
  djc(home: string, args: readonly string[]): Promise<Ended>;
  close(): Promise<void>;
}

export async function openTheatre(): Promise<Theatre> {
  const folder = await mkdtemp(join(tmpdir(), 'djc chaos-'));
  const temporary = `${folder}/tmp`;
  await mkdir(temporary);
  const search = { env: process.env, cache: foldersOf(process.env).cache, temp: tmpdir() };
  const temporal = await findTemporal({ ...search, say: (line) => console.error(line) });
  const { PATH } = process.env;
  const env = { PATH, DJC_TEMPORAL_BIN: temporal, NO_COLOR: '1', TMPDIR: temporary };
  const results = new Map<Kind, Promise<ReadonlyMap<string, string>>>();
  const djc = async (home: string, args: readonly string[]) => ended(args, { ...env, HOME: home });
  const undisturbed = async (kind: Kind) => {
    const home = `${folder}/undisturbed-${kind}`;
    const jobFile = await writeJob(kind, home);
    const { code, stderr } = await djc(home, ['run', jobFile, '--allow-commands', '--use-local']);
    if (code !== 0) throw new Error(`the undisturbed ${kind} run exited with ${code}: ${stderr}`);
    return resultIn(`${home}/out`);
  };
  return {
    folder,
    temporary,
    env,
    djc,
    async undisturbed(kind) {
      const known = results.get(kind) ?? undisturbed(kind);
      results.set(kind, known);
      return known;
    },
    close: async () => rm(folder, { recursive: true, force: true }),
  };
}

async function ended(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: root, env, maxBuffer: 2 ** 26 };
    const child = execFile(
      process.execPath,
      [`${root}dist/cli/main.js`, ...args],
      options,
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end();
  });
}
