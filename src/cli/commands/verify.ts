import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { ServerUnreachableError, UsageError } from '../../errors.ts';
import type { Verdict } from '../../proof/verify.ts';
import { counted, size } from '../amounts.ts';
import { unlessStopped, withJobs } from '../connection.ts';
import { type CliContext, print } from '../context.ts';
import { type ServerFlags, withServerFlags } from '../options.ts';

export function verifyCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('verify')
      .description('prove that a result is whole: every input byte once, every file as written')
      .argument('<job|folder>', 'job id, or an output folder, which needs no server'),
  ).action(async (what: string, flags: ServerFlags) => verify(context, what, flags));
}

async function verify(context: CliContext, what: string, flags: ServerFlags): Promise<void> {
  const [{ verifyResult }, { storages }, { jsonLine }] = await Promise.all([
    import('../../proof/verify.ts'),
    import('../../storage/index.ts'),
    import('../json.ts'),
  ]);
  const output = await outputOf(context, what, flags);
  const verdict = await unlessStopped(context.stop, verifyResult(storages(), output));
  if (flags.json) context.stdout.write(jsonLine(verdict));
  else for (const line of linesOf(verdict)) print(context, line);
  if (verdict.problems.length > 0) context.setExitCode(1);
}

/** A folder that is there is meant before a job of that name is. */
async function outputOf(context: CliContext, what: string, flags: ServerFlags): Promise<string> {
  if (existsSync(what)) return resolve(what);
  if (what.includes('/'))
    throw new UsageError(`expected a job id or an output folder, but there is no folder ${what}`);
  try {
    const { output } = await withJobs(context, flags, async (jobs) => jobs.getJob(what));
    return output;
  } catch (error) {
    if (!(error instanceof ServerUnreachableError)) throw error;
    const message = `there is no folder ${what}, and nobody to ask for a job of that name: ${error.message}`;
    throw new ServerUnreachableError(message, { hint: error.hint, cause: error });
  }
}

function linesOf(verdict: Verdict): readonly string[] {
  const { job, problems, partial, missingBytes } = verdict;
  if (problems.length > 0) {
    return [`not proved: ${job}`, ...problems.map((problem) => `  ${problem}`)];
  }
  const { tasks, files, inputBytes, itemsIn, rejected, results, resultBytes } = verdict;
  const bad = rejected > 0 ? `, of which ${rejected} bad ones lie in dead-letter/` : '';
  const all = partial ? `all but ${size(missingBytes)} of ` : '';
  return [
    `${partial ? 'proved, but partial' : 'proved'}: ${job}`,
    `  input    ${all}${size(inputBytes)} in ${counted(files, 'file')}, every byte by exactly one of ${counted(tasks, 'task')}`,
    `  items    ${itemsIn} taken in, as the tasks reported them${bad}`,
    `  result   ${size(resultBytes)} in ${counted(results, 'file')}, each with its size and SHA-256`,
  ];
}
