import { sumBy } from 'es-toolkit';
import type { Outcome } from './outcome.ts';
import { phases } from './places.ts';
import { victims } from './round.ts';

/** Something of which there are so many in each phase. */
interface Row {
  readonly what: string;
  /** In the order of the phases. */
  readonly counts: readonly number[];
}

/** What came of many rounds. */
export interface Report {
  readonly rounds: number;
  /** The seeds of the rounds that did not pass. */
  readonly failed: readonly number[];
  /** Kills by victim, and disk faults. */
  readonly rows: readonly Row[];
  readonly items: number;
  readonly redone: number;
  readonly redoneBeyond: number;
  readonly seconds: number;
  readonly outcomes: readonly Outcome[];
}

export function reportOn(outcomes: readonly Outcome[]): Report {
  const kills = outcomes.flatMap((it) => it.kills);
  const faults = outcomes.flatMap((it) => it.faults);
  const rows = victims.map((victim) => ({
    what: `kill -9 of ${victimWords[victim]}`,
    counts: phases.map(
      (phase) => kills.filter((it) => it.phase === phase && it.victim === victim).length,
    ),
  }));
  const disk = phases.map((phase) => faults.filter((it) => it.phase === phase).length);
  return {
    rounds: outcomes.length,
    failed: outcomes.filter(({ problems }) => problems.length > 0).map(({ seed }) => seed),
    rows: [...rows, { what: 'disk full (ENOSPC) or broken (EIO)', counts: disk }],
    items: sumBy(outcomes, (it) => it.items),
    redone: sumBy(outcomes, (it) => it.redone),
    redoneBeyond: sumBy(outcomes, (it) => it.redoneBeyond),
    seconds: Math.round(sumBy(outcomes, (it) => it.seconds)),
    outcomes,
  };
}

const victimWords = {
  worker: 'a worker',
  child: 'a command, module or DuckDB process',
  server: 'the embedded server',
  cli: '`djc run` or `djc submit --wait`',
} as const;

/** As Markdown. */
export function reportText(report: Report): string {
  const { rounds, failed, rows, items, redone, redoneBeyond, seconds, outcomes } = report;
  const tableRow = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const passed = `${rounds - failed.length} of ${rounds} rounds passed in ${seconds} s`;
  const share = (part: number) => `${((100 * part) / Math.max(1, items)).toFixed(2)} %`;
  return [
    failed.length === 0
      ? `${passed}.`
      : `${passed}; those with the seeds ${failed.join(', ')} did not.`,
    '',
    tableRow(['', ...phases]),
    tableRow(['---', ...phases.map(() => '---:')]),
    ...rows.map(({ what, counts }) => tableRow([what, ...counts])),
    '',
    `Work done again: ${share(redone)} of ${items} items; beyond what was in flight: ${share(redoneBeyond)}.`,
    ...outcomes.flatMap(({ seed, problems }) => problems.map((it) => `- seed ${seed}: ${it}`)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
