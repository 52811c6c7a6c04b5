import { type Command, InvalidArgumentError, Option } from 'commander';

/** What every command that talks to a server takes. */
export interface ServerFlags {
  readonly address?: string;
  readonly namespace?: string;
  readonly apiKey?: string;
  readonly useLocal?: true;
  readonly json?: true;
}

/** What `djc run` takes. */
export interface RunFlags extends ServerFlags {
  readonly set?: readonly string[];
  readonly id?: string;
  readonly attach?: string;
  readonly allowCommands?: true;
  readonly maxConcurrentTasks?: number;
}

/** Understood, but left out of the list of options: it would only make it wide. */
export const addressAlias = '--api-endpoint, ';

const serverHeading = 'Server:';

const serverFlags: readonly (readonly [flags: string, description: string])[] = [
  [
    `${addressAlias}--address <host:port>`,
    'the Temporal server (TEMPORAL_ADDRESS); alias --api-endpoint',
  ],
  ['--namespace <name>', 'its namespace (TEMPORAL_NAMESPACE)'],
  ['--api-key <key>', 'its API key (better: TEMPORAL_API_KEY)'],
  ['--use-local', 'the embedded server, whatever address is configured'],
];

/** Adds the options that say which server to talk to, and `--json`. */
export function withServerFlags(command: Command): Command {
  withJsonFlag(command);
  for (const [flags, description] of serverFlags)
    command.addOption(new Option(flags, description).helpGroup(serverHeading));
  return command;
}

export function withJsonFlag(command: Command): Command {
  return command.option('--json', 'print one JSON document on stdout');
}

/** `--set`, as often as wanted. */
export function setOption(): Option {
  return new Option(
    '--set <key=value>',
    'change a setting of the job file; may be repeated',
  ).argParser((setting: string, others: readonly string[] | undefined) => [
    ...(others ?? []),
    setting,
  ]);
}

export function allowCommandsOption(): Option {
  return new Option('--allow-commands', 'run the shell lines and modules of jobs on this machine');
}

export function maxConcurrentTasksOption(): Option {
  return new Option(
    '--max-concurrent-tasks <n>',
    'how many tasks run at once here (default: one a core)',
  ).argParser(wholeNumberFrom(1));
}

/** Reads a whole number of at least `least`. */
export function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
    throw new InvalidArgumentError(`Expected a whole number from ${least} up.`);
  };
}
