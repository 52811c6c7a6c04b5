import { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { withOrchestrator } from '../connection.ts';
import { type CliContext, print } from '../context.ts';
import { type ServerFlags, withServerFlags } from '../options.ts';

interface AcceptFlags extends ServerFlags {
  readonly partial?: true;
  readonly wait?: true;
}

export function acceptCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('accept')
      .description('close a job that waits for a person with what there is')
      .argument('<job>', 'job id')
      .option('--partial', 'the result may lack what failed tasks would have made')
      .option('--wait', 'go on as `djc wait` does'),
  ).action(async (job: string, flags: AcceptFlags) => accept(context, job, flags));
}

async function accept(context: CliContext, job: string, flags: AcceptFlags): Promise<void> {
  if (!flags.partial)
    throw new UsageError('expected --partial: the result will lack what failed tasks would make');
  const [{ followJob }, { showArrival }, { jsonLine }] = await Promise.all([
    import('../follow.ts'),
    import('../show.ts'),
    import('../json.ts'),
  ]);
  const { json, wait } = flags;
  await withOrchestrator(context, { ...flags, startLocal: true }, async (jobs) => {
    await jobs.acceptJob(job);
    if (wait) showArrival(context, await followJob(context, jobs, { job, afresh: true }), json);
    else if (json) context.stdout.write(jsonLine({ job }));
    else print(context, `${job} closes with what there is; \`djc wait ${job}\` waits for that`);
  });
}
