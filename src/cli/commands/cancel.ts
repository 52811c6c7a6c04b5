import { Command } from 'commander';
import { isEnd } from '../../domain/job-state.ts';
import type { JobStatus } from '../../orchestrator/orchestrator.ts';
import { withJobs } from '../connection.ts';
import { type CliContext, print } from '../context.ts';
import { type ServerFlags, withServerFlags } from '../options.ts';

interface CancelFlags extends ServerFlags {
  readonly wait?: true;
}

export function cancelCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('cancel')
      .description('stop a job; its output folder keeps no partial result')
      .argument('<job>', 'job id')
      .option('--wait', 'until the job has ended'),
  ).action(async (job: string, flags: CancelFlags) => {
    const status = await withJobs(context, flags, async (jobs) => {
      await jobs.cancelJob(job, { wait: flags.wait });
      return jobs.getJob(job);
    });
    const { showStatus } = await import('../show.ts');
    if (flags.json) showStatus(context, status, true);
    else print(context, sentence(status));
  });
}

function sentence({ job, state }: JobStatus): string {
  if (state === 'cancelled') return `${job} is cancelled`;
  if (isEnd(state)) return `${job} had already ended: it ${state}`;
  return `${job} was asked to stop; \`djc wait ${job}\` waits until it has`;
}
