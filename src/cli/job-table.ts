import Table from 'cli-table3';
import type { JobListing } from '../orchestrator/orchestrator.ts';
import { duration, moment } from './amounts.ts';
import type { Colours } from './colours.ts';
import { stateColour } from './progress.ts';

const edges = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'];
const lines = [
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
];
const noBorders = Object.fromEntries([...edges, ...lines].map((part) => [part, '']));

/** Jobs as a table. The job id comes last: however long it is, it neither moves nor cuts anything. */
export function jobTable(jobs: readonly JobListing[], now: number, colours: Colours): string[] {
  const table = new Table({
    head: ['STATE', 'STARTED', 'TOOK', 'JOB'].map((head) => colours.dim(head)),
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  for (const { job, state, startedAt, endedAt } of jobs) {
    const end = endedAt === undefined ? now : Date.parse(endedAt);
    const took = duration(end - Date.parse(startedAt));
    table.push([stateColour(state, colours)(state), moment(startedAt, now), took, job]);
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
