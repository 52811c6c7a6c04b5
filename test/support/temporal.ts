import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { foldersOf } from '../../src/dev/folders.ts';
import { freePort } from '../../src/dev/ports.ts';
import { endProcess, findProcess } from '../../src/dev/process.ts';
import { findTemporal } from '../../src/dev/temporal-binary.ts';
import { startTemporal } from '../../src/dev/temporal-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `host:port` of a Temporal server in memory that all tests of the project share. */
    temporalAddress: string;
  }
}

/** One Temporal server for the whole project; answers what ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { env } = process;
  const { cache } = foldersOf(env);
  const binary = await findTemporal({
    env,
    cache,
    temp: tmpdir(),
    say: (line) => console.error(line),
  });
  const folder = await mkdtemp(join(tmpdir(), 'djc-temporal-'));
  const server = await startTemporal({
    binary,
    env,
    folder,
    ports: { grpc: await freePort(20_000) },
  });
  const end = async (): Promise<void> => {
    const running = await findProcess(server.pid);
    if (running !== undefined) await endProcess(running);
    await rm(folder, { recursive: true });
  };
  await server.ready().catch(async (error: unknown) => {
    await end();
    throw error;
  });
  project.provide('temporalAddress', server.address);
  return end;
}
