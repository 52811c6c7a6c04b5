/** `npm run test:durability`: jobs that chaos befalls, and a report on what came of them. */
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { snakeCaseKeys } from '../../src/snake-case.ts';
import type { Outcome } from './chaos/outcome.ts';
import { playRounds } from './chaos/play.ts';
import { reportOn, reportText } from './chaos/report.ts';

interface Flags {
  readonly rounds: string;
  readonly seed: string;
  readonly json?: true;
  readonly report?: string;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

await new Command('test:durability')
  .description('kills processes and breaks disks under jobs, and looks at what comes of them')
  .option('--rounds <n>', 'how many jobs', '7')
  .option('--seed <n>', 'the seed of the first one; the next ones follow it', '0')
  .option('--json', 'print the report as JSON instead of Markdown')
  .option('--report <file>', 'write the JSON report to a file too')
  .action(run)
  .parseAsync();

async function run({ rounds, seed, json, report: file }: Flags): Promise<void> {
  const seeds = Array.from({ length: Number(rounds) }, (_, index) => Number(seed) + index);
  const outcomes: Outcome[] = [];
  await playRounds(seeds, async (outcome) => {
    tell(outcome);
    outcomes.push(outcome);
    // After each, so that a run that is broken off has one.
    if (file !== undefined) await writeFile(file, documentOf(outcomes));
  });
  const report = reportOn(outcomes);
  process.stdout.write(json ? documentOf(outcomes) : reportText(report));
  process.exitCode = report.failed.length === 0 ? 0 : 1;
}

function documentOf(outcomes: readonly Outcome[]): string {
  return `${JSON.stringify(snakeCaseKeys(reportOn(outcomes)), undefined, 2)}\n`;
}

function tell({ seed, kind, cast, kills, seconds, problems, notes }: Outcome): void {
  const killed = kills.map(({ victim, phase }) => `${victim} in ${phase}`).join(', ');
  const verdict = problems.length === 0 ? 'passed' : 'FAILED';
  say(`seed ${seed} ${verdict} in ${seconds} s: ${kind} by ${cast}; killed ${killed}`);
  for (const line of [...problems, ...notes]) say(`  ${line}`);
}
