import { stripVTControlCharacters } from 'node:util';
import { UsageError } from '../errors.ts';
import type { CliContext } from './context.ts';

interface Request {
  /** `--allow-commands`. */
  readonly allowed: boolean | undefined;
  /** What would run, where it is known. */
  readonly shellLine: string | undefined;
}

/** Whether this machine may run a job's commands: by the flag, or because a person says so. A no throws `UsageError`. */
export async function mayRunCommands(
  { confirm }: CliContext,
  { allowed, shellLine }: Request,
): Promise<true> {
  if (allowed) return true;
  const hint = 'allow it with --allow-commands, if you trust whoever wrote the job';
  if (!confirm)
    throw new UsageError('this job runs shell commands on this machine, which nobody allowed', {
      hint,
    });
  const lines = (shellLine ?? '')
    .split('\n')
    .map((line) => `  ${stripVTControlCharacters(line)}\n`);
  const question = `This job runs a shell command on this machine for each task${shellLine ? ':' : '.'}\n`;
  if (await confirm(`${question}${shellLine ? lines.join('') : ''}Allow it? [y/N] `)) return true;
  throw new UsageError('the job was not allowed to run commands', { hint });
}
