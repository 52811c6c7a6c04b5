import { processContext } from './process-context.ts';
import { runDjc } from './program.ts';

/** Runs the command line that this process was started with, and ends the process. */
export async function start(): Promise<never> {
  await runDjc(process.argv.slice(2), processContext());
  // At once: what a dropped command still had under way is of no use to anyone.
  process.exit();
}
