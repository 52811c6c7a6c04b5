import { Command } from 'commander';
import { withJobs } from '../connection.ts';
import type { CliContext } from '../context.ts';
import { type ServerFlags, withServerFlags } from '../options.ts';

export function statusCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('status')
      .description('show how far a job has got')
      .argument('<job>', 'job id, as printed by `djc submit`'),
  ).action(async (job: string, flags: ServerFlags) => {
    const status = await withJobs(context, flags, async (jobs) => jobs.getJob(job));
    const { showStatus } = await import('../show.ts');
    showStatus(context, status, flags.json);
  });
}
