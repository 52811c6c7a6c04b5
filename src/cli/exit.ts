import { CommanderError } from 'commander';
import type { JobState } from '../domain/job-state.ts';
import { DjcError } from '../errors.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json.ts';

const bug = 70;

/** What `djc wait` and `djc run` exit with when a job has come to this state. */
export function exitCodeOf(state: JobState): number {
  if (state === 'failed') return 1;
  if (state === 'cancelled') return 5;
  return state === 'attention' ? 6 : 0;
}

/** Ctrl-C or SIGTERM ended the command, not the job. */
export class InterruptedError extends DjcError {
  readonly exitCode = 130;
}

/** Nobody reads stdout any more, as in `djc logs JOB | head`: an ordinary end. */
export class OutputClosedError extends DjcError {
  readonly exitCode = 0;
}

/** An error as `--json` tells it. */
interface Explanation {
  readonly type: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly exitCode: number;
  readonly problems?: unknown;
  readonly stack?: string | undefined;
}

/** Turns whatever ended a command into words on stderr, a document on stdout when JSON was asked for, and the exit code. */
export function reportError(context: CliContext, error: unknown, json: boolean): void {
  if (error instanceof OutputClosedError || isHelp(error)) return;
  const explanation = explain(error);
  context.setExitCode(explanation.exitCode);
  context.stderr.write(wordsOf(explanation));
  if (json) context.stdout.write(jsonLine({ error: explanation }));
}

/** The message after djc's name, and the hint under it. Problems of a job file stand alone: they name their places. */
function wordsOf({ message, hint, stack, problems }: Explanation): string {
  const said = problems === undefined ? `djc: ${message}` : message;
  const lines = [said, ...(stack ? [stack] : []), ...(hint ? [`     ${hint}`] : [])];
  return `${lines.join('\n')}\n`;
}

function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function explain(error: unknown): Explanation {
  if (error instanceof CommanderError) return usage(error);
  if (!(error instanceof DjcError)) return unexpected(error);
  const { message, hint, exitCode } = error;
  const problems = 'problems' in error ? error.problems : undefined;
  return { type: error.name.replace(/Error$/, ''), message, hint, exitCode, problems };
}

function usage({ code, message }: CommanderError): Explanation {
  const sentence = code === 'commander.help' ? 'a command is needed' : message;
  return {
    type: 'Usage',
    message: sentence.replace(/^error: /, ''),
    hint: '`djc --help` lists the commands, `djc <command> --help` the options of one.',
    exitCode: 2,
  };
}

function unexpected(error: unknown): Explanation {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    type: 'Bug',
    message: `unexpected error: ${message}`,
    hint: 'this is a bug in djc: please report it with the lines above',
    exitCode: bug,
    stack,
  };
}
