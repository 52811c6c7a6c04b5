import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { ServerAccess } from '../orchestrator/server-access.ts';
import type { CliContext } from './context.ts';
import type { ServerFlags } from './options.ts';

/** Which server, and whether to start the embedded one where it is wanted and does not run. */
interface Wanted extends ServerFlags {
  readonly startLocal?: boolean | undefined;
}

/** Connects, and leaves the server again whatever comes of `use`. */
export async function withServer<T>(
  context: CliContext,
  { address, namespace, apiKey, useLocal, startLocal }: Wanted,
  use: (server: ServerAccess) => Promise<T>,
): Promise<T> {
  const connecting = context.connect({ address, namespace, apiKey, useLocal, startLocal });
  const server = await unlessStopped(context.stop, connecting);
  try {
    return await use(server);
  } finally {
    await server.leave();
  }
}

/** As `withServer`, with an orchestrator on it. `use` itself has to heed `context.stop`. */
export async function withOrchestrator<T>(
  context: CliContext,
  wanted: Wanted,
  use: (orchestrator: Orchestrator, server: ServerAccess) => Promise<T>,
): Promise<T> {
  return withServer(context, wanted, async (server) => {
    const orchestrator = await context.orchestrator(server);
    try {
      return await use(orchestrator, server);
    } finally {
      await orchestrator.close();
    }
  });
}

/** As `withOrchestrator`, for what needs no end of its own: `use` is dropped at Ctrl-C. */
export async function withJobs<T>(
  context: CliContext,
  wanted: Wanted,
  use: (orchestrator: Orchestrator) => Promise<T>,
): Promise<T> {
  return withOrchestrator(context, wanted, async (orchestrator) =>
    unlessStopped(context.stop, use(orchestrator)),
  );
}

/** What comes of some work, or the reason to stop where that comes first. */
export async function unlessStopped<T>(stop: AbortSignal, work: Promise<T>): Promise<T> {
  const settled = new AbortController();
  const stopped = new Promise<never>((_resolve, reject) => {
    const drop = (): void => {
      reject(stop.reason);
    };
    stop.addEventListener('abort', drop, { once: true, signal: settled.signal });
    if (stop.aborted) drop();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    settled.abort();
  }
}
