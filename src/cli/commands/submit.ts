import { Command } from 'commander';
import { withOrchestrator } from '../connection.ts';
import { type CliContext, print } from '../context.ts';
import { type ServerFlags, setOption, withServerFlags } from '../options.ts';

interface SubmitFlags extends ServerFlags {
  readonly set?: readonly string[];
  readonly id?: string;
  readonly wait?: true;
}

export function submitCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('submit')
      .description('start a job for workers elsewhere, and print its id')
      .argument('<file>', 'job file')
      .addOption(setOption())
      .option('--id <id>', 'the job id, instead of <name>-<random>')
      .option('--wait', 'go on as `djc wait` does'),
  ).action(async (file: string, flags: SubmitFlags) => submit(context, file, flags));
}

async function submit(context: CliContext, file: string, flags: SubmitFlags): Promise<void> {
  const [{ followJob }, { showArrival }, { jsonLine }] = await Promise.all([
    import('../follow.ts'),
    import('../show.ts'),
    import('../json.ts'),
  ]);
  const { id, json, wait } = flags;
  const jobFile = await context.readJob(file, flags.set ?? []);
  await withOrchestrator(context, flags, async (jobs) => {
    const job = await jobs.submitJob(jobFile, { id });
    if (!json) print(context, job);
    else if (!wait) context.stdout.write(jsonLine({ job }));
    if (wait) showArrival(context, await followJob(context, jobs, { job }), json);
  });
}
