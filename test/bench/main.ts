/** `npm run bench -- data`: measures djc side by side with its peers, and says which targets are met. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { parseSize } from '../../src/config/units.ts';
import { foldersOf } from '../../src/dev/folders.ts';
import type { Bench, Case } from './case.ts';
import { dataCases } from './cases/index.ts';
import { corpusIn } from './corpus.ts';
import { describeMachine } from './machine.ts';
import { measure } from './measure.ts';
import { type CaseReport, isWrong, type Report, reportJson, reportText } from './report.ts';

const suites: Readonly<Record<string, readonly Case[]>> = { data: dataCases };

interface Flags {
  readonly json?: true;
  readonly size: string;
  readonly vocabulary: string;
  readonly files: string;
  readonly rounds: string;
  readonly only?: readonly string[];
  readonly heavy?: true;
  readonly clean?: true;
  readonly output: string;
}

const folder = join(foldersOf(process.env).cache, 'bench');
const say = (line: string): void => void process.stderr.write(`${line}\n`);

await new Command('bench')
  .description('measures djc side by side with its peers')
  .addArgument(new Argument('<suite>').choices(Object.keys(suites)))
  .option('--json', 'print the report as JSON instead of a table')
  .option('--size <size>', 'how much input most cases read', '256Mi')
  .option('--vocabulary <n>', 'how many words the text knows', '300000')
  .option('--files <n>', 'how many tiny files a command is run for', '10000')
  .option('--rounds <n>', 'how often everything is measured', '5')
  .addOption(
    new Option('--only <case...>', 'some cases').choices(dataCases.map(({ name }) => name)),
  )
  .option('--heavy', 'run the cases too that need much time or disk')
  .option('--clean', 'remove the made-up input instead, and measure nothing')
  .option('--output <file>', 'where the JSON report goes too', join(folder, 'report.json'))
  .action(async (suite: string, flags: Flags) => {
    if (flags.clean) await rm(folder, { recursive: true, force: true });
    else await runSuite(suite, flags);
  })
  .parseAsync();

async function runSuite(suite: string, flags: Flags): Promise<void> {
  const chosen = (suites[suite] ?? []).filter(({ name, heavy }) =>
    flags.only ? flags.only.includes(name) : !heavy || flags.heavy,
  );
  const settings = {
    size: whole(flags.size),
    vocabulary: whole(flags.vocabulary),
    files: whole(flags.files),
    rounds: whole(flags.rounds),
  };
  const machine = await describeMachine();
  const startedAt = new Date().toISOString();
  const cases: CaseReport[] = [];
  for (const each of chosen) cases.push(await runCase(each, settings));
  const report: Report = { suite, machine, startedAt, ...settings, cases };

  const json = reportJson(report);
  const output = resolve(flags.output);
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, json);
  process.stdout.write(flags.json ? json : reportText(report));
  say(`The report as JSON: ${output}`);
  if (cases.some(isWrong)) process.exitCode = 1;
}

function whole(text: string): number {
  const number = parseSize(text);
  if (number !== undefined && number >= 1) return number;
  throw new Error(`expected a size or a whole number, got ${text}`);
}

interface Settings {
  readonly size: number;
  readonly vocabulary: number;
  readonly files: number;
  readonly rounds: number;
}

async function runCase(
  each: Case,
  { rounds, vocabulary, ...sizes }: Settings,
): Promise<CaseReport> {
  const { name, work, unit } = each;
  say(`${name}: ${work}`);
  const scratch = await mkdtemp(join(tmpdir(), 'djc-bench-'));
  const ends: (() => Promise<void>)[] = [];
  const defer = (end: () => Promise<void>): void => void ends.push(end);
  const corpus = corpusIn({ folder, vocabulary, say });
  const bench: Bench = { ...sizes, corpus, scratch, defer };
  try {
    const contest = await each.open(bench);
    const measured = await measure(contest, each.heavy ? 1 : rounds);
    return { name, work, unit, measured, ...(contest.amount && { amount: contest.amount }) };
  } catch (error) {
    return { name, work, unit, failed: error instanceof Error ? error.message : String(error) };
  } finally {
    for (const end of ends.toReversed()) await end();
    await rm(scratch, { recursive: true, force: true });
  }
}
