import { Command } from 'commander';
import type { ServerAccess } from '../../orchestrator/server-access.ts';
import { ServerUnreachableError } from '../../errors.ts';
import { unlessStopped, withServer } from '../connection.ts';
import { type CliContext, print } from '../context.ts';
import { InterruptedError } from '../exit.ts';
import { withJsonFlag } from '../options.ts';

export function devCommand(context: CliContext): Command {
  return withJsonFlag(
    new Command('dev').description('run the embedded Temporal server until Ctrl-C'),
  ).action(async ({ json }: { readonly json?: true }) => {
    await withServer(context, { useLocal: true, startLocal: true }, async (server) => {
      await announce(context, server, json);
      await untilItEnds(context, server);
    });
  });
}

async function announce(context: CliContext, server: ServerAccess, json?: true): Promise<void> {
  const { address, namespace, uiUrl } = server;
  const stateFolder = await context.stateFolder();
  const [{ jsonLine }, { aligned }] = await Promise.all([
    import('../json.ts'),
    import('../columns.ts'),
  ]);
  if (json) {
    context.stdout.write(jsonLine({ address, namespace, uiUrl, stateFolder }));
    return;
  }
  const rows = [
    { label: 'server', text: address },
    ...(uiUrl ? [{ label: 'web UI', text: uiUrl }] : []),
    { label: 'state', text: stateFolder },
    { label: 'use it', text: 'every djc command finds it: `djc worker`, `djc submit FILE`' },
    { label: 'stop it', text: 'Ctrl-C; its jobs go on when it runs again' },
  ];
  for (const line of aligned(rows, context.stdout.columns)) print(context, line);
}

/** Ctrl-C is the ordinary end; a server that ends by itself is an error. */
async function untilItEnds(context: CliContext, { address }: ServerAccess): Promise<void> {
  try {
    await unlessStopped(context.stop, context.serverEnd(address));
  } catch (error) {
    if (error instanceof InterruptedError) return;
    throw error;
  }
  throw new ServerUnreachableError(`the embedded server at ${address} has ended`, {
    hint: `start it again with \`djc dev\`; its log is in ${await context.stateFolder()}`,
  });
}
