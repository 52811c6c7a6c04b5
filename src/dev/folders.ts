import { isAbsolute, join } from 'node:path';
import { UsageError } from '../errors.ts';

/** Where djc keeps what is not part of any job. */
export interface Folders {
  /** What can be fetched or built again: the Temporal CLI. */
  readonly cache: string;
  /** What can't: the embedded server's database. */
  readonly state: string;
}

/**
 * djc's own folders, by the XDG rules: `XDG_CACHE_HOME` and `XDG_STATE_HOME`, else their places below `HOME`.
 * Nothing is made. Without `HOME` and the variables it throws a UsageError.
 */
export function foldersOf(env: NodeJS.ProcessEnv): Folders {
  return {
    cache: join(baseFolder(env, 'XDG_CACHE_HOME', '.cache'), 'djc'),
    state: join(baseFolder(env, 'XDG_STATE_HOME', '.local/state'), 'djc'),
  };
}

function baseFolder(env: NodeJS.ProcessEnv, variable: string, belowHome: string): string {
  const named = env[variable];
  // XDG: a relative path is to be ignored.
  if (named !== undefined && isAbsolute(named)) return named;
  const home = env['HOME'];
  if (home !== undefined && isAbsolute(home)) return join(home, belowHome);
  throw new UsageError(
    `djc finds no folder for its own files: neither HOME nor ${variable} names one.`,
    {
      hint: 'Set HOME, or XDG_CACHE_HOME and XDG_STATE_HOME, to an absolute path.',
    },
  );
}
