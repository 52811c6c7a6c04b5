import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { isEnd } from '../../domain/job-state.ts';
import { UsageError } from '../../errors.ts';
import type { Orchestrator } from '../../orchestrator/orchestrator.ts';
import { counted, size } from '../amounts.ts';
import { withJobs } from '../connection.ts';
import { type CliContext, print, say } from '../context.ts';
import type { Leftover } from '../leftovers.ts';
import { type ServerFlags, withServerFlags } from '../options.ts';

interface CleanFlags extends ServerFlags {
  readonly yes?: true;
}

export function cleanCommand(context: CliContext): Command {
  return withServerFlags(
    new Command('clean')
      .description('list what dead jobs left in output folders, and remove it after asking')
      .argument(
        '[job|folder]',
        'job id, or an output folder; all that the server knows unless given',
      )
      .option('--yes', 'remove it without asking'),
  ).action(async (what: string | undefined, flags: CleanFlags) =>
    withJobs(context, { ...flags, startLocal: true }, async (jobs) =>
      clean({ context, jobs, flags }, what),
    ),
  );
}

interface Cleaning {
  readonly context: CliContext;
  readonly jobs: Orchestrator;
  readonly flags: CleanFlags;
}

async function clean(cleaning: Cleaning, what: string | undefined): Promise<void> {
  const { context, jobs, flags } = cleaning;
  const { leftoversIn, removeLeftover } = await import('../leftovers.ts');
  const { outputs, job } = await meant(jobs, what);
  const all = await Promise.all(outputs.map(async (it) => leftoversIn(it, { jobs, named: job })));
  const found = all.flat().filter((it) => job === undefined || it.job === job);
  const going = found.filter(({ kept }) => !kept);
  if (!flags.json) await list(context, found);
  const removed: string[] = [];
  if (going.length > 0 && (await mayRemove(cleaning, going)))
    for (const it of going) if (await removeLeftover(it, jobs)) removed.push(it.path);
  await tell(cleaning, { found, going, removed });
}

interface Meant {
  readonly outputs: readonly string[];
  /** The only job it is about, where one was named. */
  readonly job?: string | undefined;
}

/** More output folders than anybody looks through. */
const mostJobs = 1_000;

/** A folder that is there is meant before a job of that name is; a work folder stands for its job. */
async function meant(jobs: Orchestrator, what: string | undefined): Promise<Meant> {
  if (what === undefined) {
    const all = await jobs.listJobs({ limit: mostJobs });
    return { outputs: [...new Set(all.map(({ output }) => output))] };
  }
  if (existsSync(what)) {
    const path = resolve(what);
    if (basename(dirname(path)) !== '.djc') return { outputs: [path] };
    return { outputs: [dirname(dirname(path))], job: basename(path) };
  }
  if (what.includes('/'))
    throw new UsageError(`expected a job id or an output folder, but there is no folder ${what}`);
  const { output, state } = await jobs.getJob(what);
  if (isEnd(state)) return { outputs: [output], job: what };
  throw new UsageError(`expected a job that has ended, but ${what} is ${state}`, {
    hint: `stop it first with \`djc cancel ${what}\``,
  });
}

async function list(context: CliContext, found: readonly Leftover[]): Promise<void> {
  const { aligned } = await import('../columns.ts');
  const rows = found.map(({ bytes, path, why, kept }) => {
    const how = kept ? `; \`djc clean ${path}\` removes it` : '';
    return { label: size(bytes), text: `${path}  ${why}${how}`, whole: true as const };
  });
  for (const line of aligned(rows)) print(context, line);
}

/** By the flag, or because a person says so. */
async function mayRemove(
  { context, flags }: Cleaning,
  going: readonly Leftover[],
): Promise<boolean> {
  if (flags.yes) return true;
  if (flags.json || !context.confirm) return false;
  return context.confirm(`Remove ${amountOf(going)}? [y/N] `);
}

interface Outcome {
  readonly found: readonly Leftover[];
  readonly going: readonly Leftover[];
  /** Paths. */
  readonly removed: readonly string[];
}

async function tell(
  { context, flags }: Cleaning,
  { found, going, removed }: Outcome,
): Promise<void> {
  if (flags.json) {
    const { jsonLine } = await import('../json.ts');
    context.stdout.write(jsonLine({ leftovers: found, removed }));
    return;
  }
  if (found.length === 0) say(context, 'dead jobs left nothing');
  else if (removed.length > 0)
    say(context, `removed ${amountOf(going.filter(({ path }) => removed.includes(path)))}`);
  else if (going.length > 0 && !context.confirm)
    say(context, `nothing was removed: --yes removes ${amountOf(going)}`);
  else say(context, 'nothing was removed');
}

/** `2 folders, 1.2 Gi`. */
function amountOf(leftovers: readonly Leftover[]): string {
  const bytes = leftovers.reduce((total, it) => total + it.bytes, 0);
  return `${counted(leftovers.length, 'folder')}, ${size(bytes)}`;
}
