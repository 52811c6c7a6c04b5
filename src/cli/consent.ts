import { stripVTControlCharacters } from 'node:util';
import { UsageError } from '../errors.ts';
import type { CliContext } from './context.ts';

interface Request {
  /** `--allow-commands`. */
  readonly allowed: boolean | undefined;
  /** The type of the processor that runs a person's own code. */
  readonly processor: string;
  /** What would run, where it is known. */
  readonly ownCode: string | undefined;
}

/** Whether this machine may run a job's own code: by the flag, or because a person says so. A no throws `UsageError`. */
export async function mayRunCommands(
  { confirm }: CliContext,
  { allowed, processor, ownCode }: Request,
): Promise<true> {
  if (allowed) return true;
  const hint = 'allow it with --allow-commands, if you trust whoever wrote the job';
  const isShell = processor === 'command';
  const [one, all] = isShell ? ['a shell command', 'shell commands'] : ['a module', 'a module'];
  if (!confirm)
    throw new UsageError(`this job runs ${all} on this machine, which nobody allowed`, { hint });
  const lines = (ownCode ?? '').split('\n').map((line) => `  ${stripVTControlCharacters(line)}\n`);
  const question = `This job runs ${one} on this machine for each task${ownCode ? ':' : '.'}\n`;
  if (await confirm(`${question}${ownCode ? lines.join('') : ''}Allow it? [y/N] `)) return true;
  throw new UsageError(`the job was not allowed to run ${isShell ? 'commands' : all}`, { hint });
}
