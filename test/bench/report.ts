import Table from 'cli-table3';
import { size as sizeText } from '../../src/cli/amounts.ts';
import type { Case, Contest } from './case.ts';
import type { Machine } from './machine.ts';
import type { Measured, PeerResult, Result, Spread } from './measure.ts';

/** A case with its figures, or why it has none. */
export interface CaseReport extends Pick<Case, 'name' | 'work' | 'unit'> {
  readonly amount?: Contest['amount'];
  readonly measured?: Measured;
  readonly failed?: string;
}

export interface Report {
  readonly suite: string;
  readonly machine: Machine;
  readonly startedAt: string;
  readonly rounds: number;
  /** Bytes of the corpus. */
  readonly size: number;
  /** Distinct words of the text. */
  readonly vocabulary: number;
  readonly cases: readonly CaseReport[];
}

/** Whether djc failed, or somebody found another answer: then the figures mean nothing. A missed target is not wrong. */
export function isWrong({ measured, failed }: CaseReport): boolean {
  if (failed !== undefined || measured?.ours.failed !== undefined) return true;
  return measured?.peers.some(({ agrees }) => agrees === false) ?? false;
}

/** The report for a program. Names of programs and of parts of a time are keys in it, so they stay as they are. */
export function reportJson({ startedAt, ...report }: Report): string {
  return `${JSON.stringify({ started_at: startedAt, ...report }, undefined, 2)}\n`;
}

/** The report for a person: the machine, then a table with a block of rows for each case. */
export function reportText(report: Report): string {
  return `${machineText(report)}\n\n${tableText(report.cases)}\n`;
}

function machineText({ machine, startedAt, rounds, size }: Report): string {
  const { system, cpu, cores, memory, load, versions } = machine;
  return [
    `${startedAt}, medians of ${rounds} rounds in turn after a warm-up, ${sizeText(size)} of input`,
    `${cores} cores, ${cpu}, ${sizeText(memory)} of memory, ${system}`,
    ...(load > 0.5 ? [`The machine was busy before the start (load ${load.toFixed(1)}).`] : []),
    ...Object.entries(versions).map(([name, version]) => `  ${name}: ${version}`),
  ].join('\n');
}

const head = ['work', 'who', 'median (min–max)', 'rate', 'djc is … times as good', 'target', ''];

/** A block of rows for each case, djc first. */
function tableText(cases: readonly CaseReport[]): string {
  const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const table = new Table({ head, chars, style: { head: [], border: [] } });
  const between = head.map(() => '');
  for (const [index, each] of cases.entries()) {
    table.push(...(index > 0 ? [between] : []), ...rowsOf(each));
  }
  return table.toString();
}

function rowsOf(report: CaseReport): string[][] {
  const { work, measured, failed = '' } = report;
  if (!measured) return [[work, '', failed, '', '', '', 'failed']];
  const { ours, peers } = measured;
  const within = Object.entries(ours.within ?? {}).map(([name, spread]) => [
    '',
    `  ${name}`,
    amountText(report, spread),
    rateText(report, spread),
    '',
    '',
    '',
  ]);
  return [
    [work, ...figures(report, ours), '', '', ''],
    ...within,
    ...peers.map((peer) => [''].concat(figures(report, peer), verdict(peer))),
  ];
}

function figures(report: CaseReport, { name, missing, failed, value }: Result): string[] {
  if (!value) return [name, firstLine(missing ?? failed ?? 'not run'), ''];
  return [name, amountText(report, value), rateText(report, value)];
}

function verdict({ target, ratio, met, missing, agrees = true }: PeerResult): string[] {
  const ratioText = ratio ? spreadText(ratio, significant, '×') : '';
  const words = [
    ...(met === undefined ? [] : [met ? 'met' : 'missed']),
    ...(target && met === undefined && missing === undefined ? ['not measured'] : []),
    ...(agrees ? [] : ['ANOTHER ANSWER']),
  ];
  return [ratioText, target?.says ?? '', words.join(', ')];
}

type Say = (value: number) => string;

function spreadText({ median, min, max }: Spread, say: Say, unit: string): string {
  return `${say(median)} ${unit} (${say(min)}–${say(max)})`;
}

function amountText({ unit }: Pick<CaseReport, 'unit'>, value: Spread): string {
  if (unit === 'seconds') return spreadText(value, significant, 's');
  return spreadText(value, (bytes) => significant(bytes / 2 ** 20), 'Mi');
}

function rateText({ unit, amount }: CaseReport, { median }: Spread): string {
  if (unit === 'bytes' || !amount) return '';
  return 'bytes' in amount
    ? `${significant(amount.bytes / median / 1e6)} MB/s`
    : `${significant((median / amount.items) * 1e3)} ms each`;
}

/** Three digits that count, without an exponent. */
export function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function firstLine(text: string): string {
  const [first = ''] = text.split('\n');
  return first.length > 60 ? `${first.slice(0, 59)}…` : first;
}
