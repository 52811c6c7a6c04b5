import { loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import { ServerUnreachableError, UsageError } from '../errors.ts';
import type { ServerAccess, ServerOptions } from './server-access.ts';

/**
 * Finds the server: a flag or Temporal's environment configuration first, else the embedded server when one runs (or
 * may be started). Does not connect to it yet. Throws `ServerUnreachableError` where there is none.
 */
export async function connect(options: ServerOptions): Promise<ServerAccess> {
  const configured = options.useLocal ? undefined : await configuredServer(options);
  return configured ?? embeddedServer(options);
}

async function configuredServer(options: ServerOptions): Promise<ServerAccess | undefined> {
  const { address, namespace, apiKey, env } = options;
  const profile = readConfiguration(() =>
    loadClientConfigProfile({ overrideEnvVars: definedOnly(env) }),
  );
  const merged = { ...profile, ...definedOnly({ address, namespace, apiKey }) };
  if (merged.address === undefined) return undefined;
  const { connectionOptions } = toClientOptions(merged);
  return {
    address: merged.address,
    namespace: merged.namespace ?? 'default',
    connection: connectionOptions,
    local: false,
    leave: async () => undefined,
  };
}

async function embeddedServer(options: ServerOptions): Promise<ServerAccess> {
  const [{ joinServer }, { foldersOf }] = await Promise.all([
    import('../dev/server.ts'),
    import('../dev/folders.ts'),
  ]);
  const { env, say, startLocal } = options;
  const server = await joinServer({
    env,
    folders: foldersOf(env),
    start: startLocal ?? false,
    say,
  });
  if (!server) throw noServer();
  const { address, uiUrl } = server;
  return {
    address,
    namespace: options.namespace ?? 'default',
    connection: { address },
    local: true,
    uiUrl,
    leave: async () => server.leave(),
  };
}

function noServer(): ServerUnreachableError {
  return new ServerUnreachableError('no address is configured, and no embedded server runs', {
    hint: 'start one with `djc dev`, or name a server with --address or TEMPORAL_ADDRESS',
  });
}

function readConfiguration<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`Temporal's configuration cannot be read: ${String(error)}`, {
      hint: 'look at temporal.toml and the TEMPORAL_* environment variables',
      cause: error,
    });
  }
}

function definedOnly(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
