import { Command } from 'commander';
import { isEnd } from '../../domain/job-state.ts';
import type { JobStatus } from '../../orchestrator/orchestrator.ts';
import { withJobs } from '../connection.ts';
import { type CliContext, print } from '../context.ts';
import { type ServerFlags, withServerFlags } from '../options.ts';

interface CancelFlags extends ServerFlags {
  readonly wait?: true;
  readonly force?: true;
}

export function cancelCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('cancel')
      .description('stop a job; its output folder keeps no partial result')
      .argument('<job>', 'job id')
      .option('--force', 'end it without its own doing, when it was asked to stop and does not')
      .option('--wait', 'until the job has ended'),
  ).action(async (job: string, flags: CancelFlags) => {
    const status = await withJobs(context, flags, async (jobs) => {
      await jobs.cancelJob(job, { wait: flags.wait, force: flags.force });
      return jobs.getJob(job);
    });
    const { showStatus } = await import('../show.ts');
    if (flags.json) showStatus(context, status, true);
    else print(context, sentence(status, flags));
  });
}

function sentence({ job, state }: JobStatus, { force }: CancelFlags): string {
  if (state === 'cancelled') return `${job} is cancelled`;
  if (isEnd(state)) return `${job} had already ended: it ${state}`;
  const asked = `${job} was asked to stop; \`djc wait ${job}\` waits until it has`;
  return force ? `${asked}, and the same command again ends it at once` : asked;
}
