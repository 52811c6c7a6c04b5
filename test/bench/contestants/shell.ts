import { join } from 'node:path';
import type { Contestant } from '../case.ts';
import { bash, missingOf, secondsOf } from '../programs.ts';

interface Shell {
  readonly name: string;
  /** Programs it needs. */
  readonly needs: readonly string[];
  /** A line of bash; its stdout is what it makes. */
  readonly script: string;
  /** The line's `"$@"`. */
  readonly args: readonly string[];
  /** A folder for what it makes. */
  readonly scratch: string;
  /** A line of bash that says from `"$1"`, what was made, what is to be compared. */
  readonly answer?: string;
}

/** The sum of a file as the answer. */
export const wholeFile = 'sha256sum < "$1"';

export async function shell({ name, needs, script, ...rest }: Shell): Promise<Contestant> {
  const { args, scratch, answer = wholeFile } = rest;
  const made = join(scratch, name.replaceAll(/[^a-z0-9]+/gi, '-'));
  const whole = `: > "$MADE"; { ${script}\n} >> "$MADE"`;
  return {
    name,
    missing: await missingOf(needs),
    run: async () => ({
      value: await secondsOf(async () => bash({ script: whole, args, env: { MADE: made } })),
    }),
    answer: async () => bash({ script: answer, args: [made] }),
  };
}
