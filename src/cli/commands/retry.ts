import { Command, InvalidArgumentError, Option } from 'commander';
import { formatTasks, parseTasks } from '../../domain/task-ranges.ts';
import { withOrchestrator } from '../connection.ts';
import { counted } from '../amounts.ts';
import { type CliContext, print } from '../context.ts';
import { type ServerFlags, setOption, withServerFlags } from '../options.ts';

interface RetryFlags extends ServerFlags {
  readonly failed?: true;
  readonly task?: readonly number[];
  readonly set?: readonly string[];
  readonly config?: string;
  readonly wait?: true;
}

export function retryCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('retry')
      .description('run failed tasks of a job again, with other settings if need be')
      .argument('<job>', 'job id')
      .option('--failed', 'all tasks that failed (the default)')
      .addOption(taskOption())
      .addOption(setOption())
      .option('--config <file>', 'take the settings from a changed job file')
      .option('--wait', 'go on as `djc wait` does'),
  ).action(async (job: string, flags: RetryFlags) => retry(context, job, flags));
}

async function retry(context: CliContext, job: string, flags: RetryFlags): Promise<void> {
  const [{ followJob }, { showArrival }, { jsonLine }] = await Promise.all([
    import('../follow.ts'),
    import('../show.ts'),
    import('../json.ts'),
  ]);
  const { task: tasks, set, json, wait } = flags;
  const config = flags.config === undefined ? undefined : await context.readJob(flags.config, []);
  await withOrchestrator(context, { ...flags, startLocal: true }, async (jobs) => {
    const count = await jobs.retryJob(job, { tasks, set, config });
    if (wait) showArrival(context, await followJob(context, jobs, { job, afresh: true }), json);
    else if (json) context.stdout.write(jsonLine({ job, tasks: count }));
    else {
      const { waitingFor } = await jobs.getJob(job);
      print(context, `${job} runs ${counted(count, 'failed task')} again`);
      if (waitingFor) print(context, `it waits for ${waitingFor}: \`djc run --attach ${job}\``);
    }
  });
}

function taskOption(): Option {
  return new Option('--task <numbers>', 'only these tasks, as 3,7-9').argParser((text: string) => {
    const tasks = parseTasks(text);
    if (tasks && formatTasks(tasks) !== '') return tasks;
    throw new InvalidArgumentError('Expected numbers of tasks such as 3,7-9.');
  });
}
