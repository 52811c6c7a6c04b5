import { Command, Option } from 'commander';
import type { LogLine } from '../../orchestrator/orchestrator.ts';
import { withJobs } from '../connection.ts';
import { type CliContext, print } from '../context.ts';
import { type ServerFlags, wholeNumberFrom, withServerFlags } from '../options.ts';

interface LogFlags extends ServerFlags {
  readonly task?: number;
  readonly follow?: true;
}

export function logsCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('logs')
      .description('print what a job and its tasks logged')
      .argument('<job>', 'job id')
      .addOption(
        new Option('--task <n>', 'only the lines of this task').argParser(wholeNumberFrom(0)),
      )
      .option('--follow', 'go on until the job ends (with --json: one document a line)'),
  ).action(async (job: string, flags: LogFlags) => {
    const { task, follow } = flags;
    const options = { task, follow, signal: context.stop };
    const write = await writerOf(context, flags);
    await withJobs(context, flags, async (jobs) => write(jobs.jobLogs(job, options)));
  });
}

type Writer = (lines: AsyncIterable<LogLine>) => Promise<void>;

async function writerOf(context: CliContext, { json, follow }: LogFlags): Promise<Writer> {
  const { stdout, now } = context;
  const [{ jsonLine }, { logText }, { coloursOf }] = await Promise.all([
    import('../json.ts'),
    import('../log-text.ts'),
    import('../show.ts'),
  ]);
  if (json && !follow) return async (lines) => stdout.write(jsonLine(await allOf(lines)));
  const colours = coloursOf(context, stdout);
  return async (lines) => {
    for await (const line of lines)
      if (json) stdout.write(jsonLine(line));
      else print(context, logText(line, now(), colours));
  };
}

async function allOf(lines: AsyncIterable<LogLine>): Promise<readonly LogLine[]> {
  const all: LogLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}
