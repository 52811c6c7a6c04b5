import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { foldersOf } from '../../src/dev/folders.ts';
import { endProcess, findProcess } from '../../src/dev/process.ts';
import type { RunningProcess } from '../../src/dev/process.ts';
import { joinServer } from '../../src/dev/server.ts';
import type { EmbeddedServer } from '../../src/dev/server.ts';
import { servesWithin } from '../../src/dev/health.ts';
import { findTemporal } from '../../src/dev/temporal-binary.ts';
import { until } from '../support/djc.ts';

const SERVER_USER = fileURLToPath(new URL('../support/server-user.ts', import.meta.url));

let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const binary = await findTemporal({
    env: process.env,
    cache: foldersOf(process.env).cache,
    temp: tmpdir(),
    say: (line) => console.error(line),
  });
  env = { ...process.env, DJC_TEMPORAL_BIN: binary };
}, 1_200_000);

// All at a time, since most of it is waiting.
describe.concurrent('the embedded server', () => {
  test('is one for all who join, and ends with the last of them', async (context) => {
    const state = await newState(context);
    const first = await join1(state);
    const second = await joinServer(optionsFor(state, { start: false }));
    expect(second).toMatchObject({ address: first.address, uiUrl: first.uiUrl });
    expect((await fetch(first.uiUrl)).status).toBe(200);
    const server = await serverIn(state);
    await Promise.all([first.leave(), first.leave()]);
    await first.leave();
    expect(await workflowStatus(second!, 'none')).toBe('no such workflow');
    await second!.leave();
    await expectNothingLeft(state, server);
  });

  test('is one for processes that join at the same moment', async (context) => {
    const state = await newState(context);
    const users = await Promise.all([1, 2, 3].map(() => startUser(context, state)));
    const server = await serverIn(state);
    expect(new Set(users.map((user) => user.address)).size).toBe(1);
    expect(await readdir(join(state, 'users'))).toHaveLength(3);
    await Promise.all(users.map((user) => end(user.process)));
    await expectNothingLeft(state, server);
  });

  test('outlives users that are killed, with their whole terminal, and ends with the next one', async (context) => {
    const state = await newState(context);
    const killed = await Promise.all([startUser(context, state), startUser(context, state)]);
    const server = await serverIn(state);
    await Promise.all(killed.map((user) => killGroup(user.process)));
    expect(await findProcess(server.pid)).toEqual(server);
    const next = await join1(state);
    expect(next.address).toBe(killed[0]?.address);
    expect(await serverIn(state)).toEqual(server);
    await next.leave();
    await expectNothingLeft(state, server);
  });

  test('keeps no process alive that joined it', async (context) => {
    const state = await newState(context);
    const user = await startUser(context, state, 'end without leaving');
    if (user.process.exitCode === null) await once(user.process, 'exit');
    expect(user.process.exitCode).toBe(0);
    const server = await serverIn(state);
    const next = await joinServer(optionsFor(state, { start: false }));
    await next!.leave();
    await expectNothingLeft(state, server);
  });

  test('has its workflows, and its addresses, after an end and after a crash', async (context) => {
    const state = await newState(context);
    const first = await join1(state);
    await startWorkflow(first, 'patient');
    await first.leave();

    const second = await join1(state);
    expect(addressesOf(second)).toEqual(addressesOf(first));
    expect(await workflowStatus(second, 'patient')).toBe('RUNNING');
    await startWorkflow(second, 'late');
    const crashed = await serverIn(state);
    process.kill(crashed.pid, 'SIGKILL');
    await expect.poll(() => findProcess(crashed.pid)).toBeUndefined();

    const third = await join1(state);
    expect(addressesOf(third)).toEqual(addressesOf(first));
    expect(await workflowStatus(third, 'patient')).toBe('RUNNING');
    expect(await workflowStatus(third, 'late')).toBe('RUNNING');
    const server = await serverIn(state);
    await second.leave();
    expect(await findProcess(server.pid)).toEqual(server);
    await third.leave();
    await expectNothingLeft(state, server);
  });

  test('is started anew when it hangs, and not joined by who may not start it', async (context) => {
    const state = await newState(context);
    const first = await join1(state);
    const hung = await serverIn(state);
    process.kill(hung.pid, 'SIGSTOP');
    // Its threads do not all stop at once: it hangs when it answers no more.
    await until(async () =>
      (await servesWithin(500, first.address, async () => true)) ? undefined : true,
    );
    expect(await joinServer(optionsFor(state, { start: false }))).toBeUndefined();
    expect(await findProcess(hung.pid)).toEqual(hung);
    const second = await join1(state);
    expect(await findProcess(hung.pid)).toBeUndefined();
    const server = await serverIn(state);
    await first.leave();
    expect(await findProcess(server.pid)).toEqual(server);
    await second.leave();
    await expectNothingLeft(state, server);
  });

  test('runs beside those of other state folders, whatever their names', async (context) => {
    const states = [await newState(context), join(await newState(context), 'a b%20c?d#é', 'djc')];
    const servers = await Promise.all(states.map((state) => join1(state)));
    const processes = await Promise.all(states.map((state) => serverIn(state)));
    expect(new Set(servers.flatMap(addressesOf)).size).toBe(4);
    await Promise.all(servers.map((server) => server.leave()));
    for (const [index, state] of states.entries()) {
      expect(await readdir(state)).toContain('temporal.db');
      await expectNothingLeft(state, processes[index]!);
    }
  });

  test('ends also when its state folder is gone', async (context) => {
    const state = await newState(context);
    const user = await join1(state);
    const server = await serverIn(state);
    await rm(state, { recursive: true });
    await user.leave();
    expect(await findProcess(server.pid)).toBeUndefined();
  });
});

function optionsFor(state: string, { start = true } = {}) {
  return { env, folders: { cache: join(state, 'cache'), state }, start, say: () => undefined };
}

async function join1(state: string): Promise<EmbeddedServer> {
  const joined = await joinServer(optionsFor(state));
  if (joined === undefined) throw new Error(`No server was started in ${state}.`);
  return joined;
}

function addressesOf({ address, uiUrl }: EmbeddedServer): readonly string[] {
  return [address, uiUrl];
}

async function newState({ onTestFinished }: TestContext): Promise<string> {
  const state = await mkdtemp(join(tmpdir(), 'djc-state-'));
  onTestFinished(async () => {
    const running = await serverIn(state).catch(() => undefined);
    if (running !== undefined) await endProcess(running);
    await rm(state, { recursive: true, force: true });
  });
  return state;
}

/** The process that `server.json` names; it must be a Temporal server. */
async function serverIn(state: string): Promise<RunningProcess> {
  const { pid }: { readonly pid: number } = JSON.parse(
    await readFile(join(state, 'server.json'), 'utf8'),
  );
  const found = await findProcess(pid);
  if (!found?.command.includes('start-dev')) throw new Error(`Process ${pid} is no server.`);
  return found;
}

async function expectNothingLeft(state: string, server: RunningProcess): Promise<void> {
  expect(await findProcess(server.pid)).toBeUndefined();
  const names = await readdir(state);
  expect(names).not.toContain('server.json');
  expect(names).not.toContain('lock');
  expect(await readdir(join(state, 'users'))).toEqual([]);
}

/** Another process that joins, in a process group of its own. */
async function startUser(context: TestContext, state: string, ...then: readonly string[]) {
  const user = spawn(process.execPath, ['--import', 'tsx', SERVER_USER, state, ...then], {
    detached: true,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  context.onTestFinished(() => void user.kill('SIGKILL'));
  const [line] = await once(user.stdout, 'data');
  const joined: { readonly address: string } = JSON.parse(String(line));
  return { process: user, address: joined.address };
}

/** Lets a user leave and end by itself. */
async function end(user: ChildProcess): Promise<void> {
  const ended = once(user, 'exit');
  user.stdin?.end();
  expect(await ended).toEqual([0, null]);
}

/** What closing its terminal for good would do. */
async function killGroup(user: ChildProcess): Promise<void> {
  const ended = once(user, 'exit');
  process.kill(-user.pid!, 'SIGKILL');
  await ended;
}

async function startWorkflow(server: EmbeddedServer, workflowId: string): Promise<void> {
  await withClient(server, async ({ workflow }) => {
    await workflow.start('anything', { workflowId, taskQueue: 'nobody-serves-it' });
  });
}

async function workflowStatus(server: EmbeddedServer, workflowId: string): Promise<string> {
  return withClient(server, async ({ workflow }) => {
    const description = workflow.getHandle(workflowId).describe();
    return description.then(
      ({ status }) => status.name,
      (error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return 'no such workflow';
        throw error;
      },
    );
  });
}

async function withClient<T>(
  server: EmbeddedServer,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}
