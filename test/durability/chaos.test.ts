import { expect, test } from 'vitest';
import { playRounds } from './chaos/play.ts';

// Four that kill every victim in every phase and fail the disk in each; `npm run test:durability` plays more.
test.each([0, 2, 4, 27])(
  'a job whose processes are killed ends as if nothing had happened: seed %i',
  { timeout: 600_000 },
  async (seed) => {
    const [outcome] = await playRounds([seed], async () => undefined);
    expect(outcome?.problems).toEqual([]);
    expect(outcome?.kills).toHaveLength(5);
  },
);
