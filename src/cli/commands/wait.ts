import { Command } from 'commander';
import { withOrchestrator } from '../connection.ts';
import type { CliContext } from '../context.ts';
import { type ServerFlags, withServerFlags } from '../options.ts';

export function waitCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('wait')
      .description('wait until a job ends; the exit code says how it did')
      .argument('<job>', 'job id'),
  ).action(async (job: string, flags: ServerFlags) => {
    const [{ followJob }, { showArrival }] = await Promise.all([
      import('../follow.ts'),
      import('../show.ts'),
    ]);
    const arrival = await withOrchestrator(context, flags, async (jobs) =>
      followJob(context, jobs, { job }),
    );
    showArrival(context, arrival, flags.json);
  });
}
