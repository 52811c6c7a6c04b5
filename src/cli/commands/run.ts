import { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { withOrchestrator } from '../connection.ts';
import type { CliContext } from '../context.ts';
import {
  allowCommandsOption,
  maxConcurrentTasksOption,
  type RunFlags,
  setOption,
  withServerFlags,
} from '../options.ts';

export function runCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('run')
      .description('run a job here: start it, do its tasks, show progress and the result')
      .argument('[file]', 'job file')
      .addOption(setOption())
      .option('--id <id>', 'the job id, instead of <name>-<random>')
      .option('--attach <job>', 'go on with a job instead of starting one')
      .addOption(allowCommandsOption())
      .addOption(maxConcurrentTasksOption()),
  ).action(async (file: string | undefined, flags: RunFlags) => run(context, file, flags));
}

async function run(context: CliContext, path: string | undefined, flags: RunFlags): Promise<void> {
  checkFlags(path, flags);
  const file = path === undefined ? undefined : await context.readJob(path, flags.set ?? []);
  const [{ runJob }, { showArrival, showFirstLines }] = await Promise.all([
    import('../run-job.ts'),
    import('../show.ts'),
  ]);
  const wanted = { ...flags, startLocal: true };
  const arrival = await withOrchestrator(context, wanted, async (jobs, server) =>
    runJob({ context, flags, file, jobs, server }),
  );
  showArrival(context, arrival, flags.json);
  if (!flags.json) await showFirstLines(context, arrival);
}

function checkFlags(path: string | undefined, { attach, id, set }: RunFlags): void {
  if ((path === undefined) === (attach === undefined))
    throw new UsageError(
      `expected a job file or --attach JOB, got ${path === undefined ? 'neither' : 'both'}`,
    );
  if (attach !== undefined && (id !== undefined || set !== undefined))
    throw new UsageError('--id and --set are for a job that starts, not for one that is there');
}
