import type { JobListing } from '../orchestrator/orchestrator.ts';
import type { Colours } from './colours.ts';
import { widthOf } from './columns.ts';
import { stateColour } from './progress.ts';
import { duration, moment } from './amounts.ts';

const heads = ['STATE', 'STARTED', 'TOOK', 'JOB'] as const;

/** Jobs as a table. The job id comes last: however long it is, it neither moves nor cuts anything. */
export function jobTable(jobs: readonly JobListing[], now: number, colours: Colours): string[] {
  const rows = jobs.map((listing) => {
    const { job, state, startedAt, endedAt } = listing;
    const end = endedAt === undefined ? now : Date.parse(endedAt);
    return [state, moment(startedAt, now), duration(end - Date.parse(startedAt)), job] as const;
  });
  const widths = heads.map((_head, at) =>
    Math.max(...[heads, ...rows].map((row) => widthOf(row[at] ?? ''))),
  );
  const line = (row: readonly string[], paint: (text: string) => string): string =>
    row
      .map((cell, at) => {
        const padded = at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0);
        return at === 0 ? paint(padded) : padded;
      })
      .join('  ');
  return [
    colours.dim(line(heads, String)),
    ...jobs.map(({ state }, at) => line(rows[at] ?? [], stateColour(state, colours))),
  ];
}
