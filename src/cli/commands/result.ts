import { Command } from 'commander';
import type { JobSummary } from '../../domain/outcome.ts';
import { JobFailedError } from '../../errors.ts';
import { withJobs } from '../connection.ts';
import { type CliContext, print, say } from '../context.ts';
import { exitCodeOf } from '../exit.ts';
import { type ServerFlags, withServerFlags } from '../options.ts';

export function resultCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('result')
      .description("print the paths of a job's result files, one a line")
      .argument('<job>', 'job id'),
  ).action(async (job: string, flags: ServerFlags) => {
    const status = await withJobs(context, flags, async (jobs) => jobs.getJob(job));
    if (!status.summary) throw new NoResultYetError(job, status.state);
    await show(context, status.summary, flags.json);
    context.setExitCode(exitCodeOf(status.state));
  });
}

/** The paths alone on stdout, for pipes; how the job ended on stderr. */
async function show(context: CliContext, summary: JobSummary, json?: boolean): Promise<void> {
  const [{ endingLines, showArrival }, { resultPaths }] = await Promise.all([
    import('../show.ts'),
    import('../result-paths.ts'),
  ]);
  if (json) {
    showArrival(context, summary, true);
    return;
  }
  for (const line of endingLines(context, { ...summary, results: [] }, context.stderr))
    say(context, line);
  for (const path of resultPaths(summary)) print(context, path);
}

class NoResultYetError extends JobFailedError {
  constructor(job: string, state: string) {
    super(`expected a job that has ended, but ${job} is ${state}`, {
      hint: `wait for it with \`djc wait ${job}\``,
    });
  }
}
