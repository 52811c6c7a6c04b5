import { Command } from 'commander';
import type { JobFile } from '../../config/load.ts';
import { type CliContext, print } from '../context.ts';
import { setOption, withJsonFlag } from '../options.ts';

interface ValidateFlags {
  readonly set?: readonly string[];
  readonly json?: true;
}

export function validateCommand(context: CliContext): Command {
  return withJsonFlag(
    new Command('validate')
      .description('check a job file, and name everything that is wrong with it')
      .argument('<file>', 'job file')
      .addOption(setOption()),
  ).action(async (file: string, { set, json }: ValidateFlags) => {
    const { spec } = await context.readJob(file, set ?? []);
    const { jsonLine } = await import('../json.ts');
    if (json) context.stdout.write(jsonLine({ valid: true, file, ...outline(spec) }));
    else print(context, sentence(file, spec));
  });
}

type JobSpec = JobFile['spec'];

function sentence(file: string, spec: JobSpec): string {
  const { name, algorithm, operation, output } = outline(spec);
  const what = operation ? `${algorithm} ${operation}` : algorithm;
  return `${file} is a valid job: ${name} (${what}) into ${output}`;
}

function outline({ name, algorithm, output }: JobSpec) {
  return {
    name,
    algorithm: algorithm.type,
    operation: algorithm.operation,
    output: output.path,
  };
}
