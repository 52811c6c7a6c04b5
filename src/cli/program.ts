import { Command } from 'commander';
import { acceptCommand } from './commands/accept.ts';
import { cancelCommand } from './commands/cancel.ts';
import { cleanCommand } from './commands/clean.ts';
import { devCommand } from './commands/dev.ts';
import { listCommand } from './commands/list.ts';
import { logsCommand } from './commands/logs.ts';
import { resultCommand } from './commands/result.ts';
import { retryCommand } from './commands/retry.ts';
import { runCommand } from './commands/run.ts';
import { statusCommand } from './commands/status.ts';
import { submitCommand } from './commands/submit.ts';
import { verifyCommand } from './commands/verify.ts';
import { validateCommand } from './commands/validate.ts';
import { waitCommand } from './commands/wait.ts';
import { workerCommand } from './commands/worker.ts';
import type { CliContext } from './context.ts';
import { version } from '../version.ts';
import { reportError } from './exit.ts';
import { addressAlias } from './options.ts';

/** Every command, in the order that help lists them. */
const commands = [
  runCommand,
  submitCommand,
  statusCommand,
  waitCommand,
  listCommand,
  logsCommand,
  resultCommand,
  retryCommand,
  acceptCommand,
  cancelCommand,
  verifyCommand,
  cleanCommand,
  validateCommand,
  workerCommand,
  devCommand,
];

/** Runs one command line (without `node` and the program), and sets the exit code. Never throws. */
export async function runDjc(args: readonly string[], context: CliContext): Promise<void> {
  try {
    await program(context).parseAsync(args, { from: 'user' });
  } catch (error) {
    reportError(context, error, args.includes('--json'));
  }
}

function program(context: CliContext): Command {
  const { stdout, stderr } = context;
  const djc = new Command('djc')
    .description('Runs one job file over many inputs, in parallel, on many machines.')
    .version(version, '--version')
    .exitOverride()
    .configureOutput({
      writeOut: stdout.write,
      writeErr: stderr.write,
      // An error is told in one place: see exit.ts.
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(100, stdout.columns ?? 80),
      getErrHelpWidth: () => Math.min(100, stderr.columns ?? 80),
    })
    .configureHelp({
      subcommandTerm: (command) => `${command.name()} ${argumentsOf(command)}`,
      optionTerm: ({ flags }) => flags.replace(addressAlias, ''),
    })
    .addHelpText('after', '\n`djc <command> --help` shows the options of a command.\n');
  for (const commandOf of commands) {
    const command = commandOf(context).copyInheritedSettings(djc);
    djc.addCommand(command);
  }
  return djc;
}

function argumentsOf({ registeredArguments }: Command): string {
  return registeredArguments
    .map((it) => (it.required ? `<${it.name()}>` : `[${it.name()}]`))
    .join(' ');
}
