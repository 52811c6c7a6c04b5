import { Command, Option } from 'commander';
import { type JobState, jobStates } from '../../domain/job-state.ts';
import { withJobs } from '../connection.ts';
import { type CliContext, print, say } from '../context.ts';
import { type ServerFlags, wholeNumberFrom, withServerFlags } from '../options.ts';

interface ListFlags extends ServerFlags {
  readonly state?: JobState;
  readonly limit: number;
}

export function listCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('list')
      .description('list jobs, the newest first')
      .addOption(new Option('--state <state>', 'only jobs in this state').choices(jobStates))
      .addOption(
        new Option('--limit <n>', 'at most so many').argParser(wholeNumberFrom(1)).default(20),
      ),
  ).action(async (flags: ListFlags) => list(context, flags));
}

async function list(context: CliContext, flags: ListFlags): Promise<void> {
  const { state, limit } = flags;
  const jobs = await withJobs(context, flags, async (it) => it.listJobs({ state, limit }));
  const [{ jsonLine }, { jobTable }, { coloursOf }] = await Promise.all([
    import('../json.ts'),
    import('../job-table.ts'),
    import('../show.ts'),
  ]);
  if (flags.json) context.stdout.write(jsonLine({ jobs }));
  else if (jobs.length === 0) say(context, state ? `no jobs in state ${state}` : 'no jobs yet');
  else
    for (const line of jobTable(jobs, context.now(), coloursOf(context, context.stdout)))
      print(context, line);
}
