import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ServerUnreachableError, UsageError } from '../../../src/errors.ts';
import { connect } from '../../../src/orchestrator/connect.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** What a person's environment says, in a home where no embedded server runs. */
async function environment(toml?: string) {
  const home = await temporaryFolder();
  const file = join(home, 'temporal.toml');
  if (toml !== undefined) await writeFile(file, toml);
  return {
    say: () => undefined,
    env: { HOME: home, TEMPORAL_CONFIG_FILE: file } as NodeJS.ProcessEnv,
  };
}

test('the server comes from temporal.toml', async () => {
  const options = await environment(
    '[profile.default]\naddress = "there:7233"\nnamespace = "mine"\n[profile.default.grpc_meta]\nteam = "data"\n',
  );
  expect(await connect(options)).toMatchObject({
    address: 'there:7233',
    namespace: 'mine',
    local: false,
    connection: { address: 'there:7233', metadata: { team: 'data' } },
  });
});

test('the environment goes before the file, and a flag before both', async () => {
  const options = await environment('[profile.default]\naddress = "there:7233"\n');
  const env = { ...options.env, TEMPORAL_ADDRESS: 'here:7233', TEMPORAL_NAMESPACE: 'other' };
  expect(await connect({ ...options, env })).toMatchObject({
    address: 'here:7233',
    namespace: 'other',
  });
  const flags = { address: 'flag:7233', namespace: 'flagged' };
  expect(await connect({ ...options, env, ...flags })).toMatchObject(flags);
});

test('an API key turns TLS on', async () => {
  const options = await environment();
  const { connection } = await connect({ ...options, address: 'cloud:7233', apiKey: 'secret' });
  expect(connection).toMatchObject({ apiKey: 'secret', tls: true });
});

test('a client certificate is read from the files that the environment names', async () => {
  const options = await environment();
  const pem = join(options.env['HOME'] ?? '', 'client.pem');
  await writeFile(pem, 'certificate');
  const env = {
    ...options.env,
    TEMPORAL_ADDRESS: 'cloud:7233',
    TEMPORAL_TLS_CLIENT_CERT_PATH: pem,
    TEMPORAL_TLS_CLIENT_KEY_PATH: pem,
  };
  const { connection } = await connect({ ...options, env });
  const bytes = new TextEncoder().encode('certificate');
  expect(connection.tls).toMatchObject({ clientCertPair: { crt: bytes, key: bytes } });
});

test('without an address and an embedded server there is none, and the error says what to do', async () => {
  const failure = await connect(await environment()).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ServerUnreachableError);
  expect(failure).toMatchObject({ hint: expect.stringContaining('djc dev') });
});

test('a configuration that cannot be read is the mistake of who wrote it', async () => {
  await expect(connect(await environment('address = ['))).rejects.toBeInstanceOf(UsageError);
});
