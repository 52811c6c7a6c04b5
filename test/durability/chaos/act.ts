import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isRunning } from '../../support/processes.ts';
import type { Actors } from './actors.ts';
import type { Eye } from './eye.ts';
import { killNow, lineage, processesOf, signal } from './processes.ts';
import type { Receiver } from './receiver.ts';
import type { Kill } from './round.ts';
import { type Caught, trapFiles } from './trap.ts';
import { until } from './until.ts';

/** The place where a round is played. */
export interface Stage {
  readonly home: string;
  readonly traps: string;
  /** Of the job's parts. */
  readonly parts: string;
  readonly actors: Actors;
  readonly eye: Eye;
  readonly receiver: Receiver;
}

/** Whether the job has come to where the kill is to be; answers who is there. */
export async function arrived(kill: Kill, { traps, receiver }: Stage): Promise<Caught | undefined> {
  if (kill.trap === undefined) return receiver.isHolding() ? { pid: 0 } : undefined;
  const { taken } = trapFiles(traps, kill.trap);
  const caught = readCaught(taken);
  if (!caught || (await isRunning(String(caught.pid)))) return caught;
  // Somebody else's kill took it along: the next one to come is caught instead.
  rmSync(taken, { force: true });
  return undefined;
}

export function readCaught(file: string): Caught | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Kills the victim, lets go of whoever was held, and answers the tasks that were in flight in what was killed. */
export async function strike(kill: Kill, caught: Caught, stage: Stage): Promise<readonly number[]> {
  const { receiver, traps } = stage;
  const inFlight = await victims[kill.victim](kill, caught, stage);
  if (kill.trap === undefined) receiver.release();
  else writeFileSync(trapFiles(traps, kill.trap).released, '');
  return inFlight;
}

type Strike = (kill: Kill, caught: Caught, stage: Stage) => Promise<readonly number[]>;

const victims: Readonly<Record<Kill['victim'], Strike>> = { worker, child, server, cli };

async function worker(_kill: Kill, { pid }: Caught, stage: Stage): Promise<readonly number[]> {
  const line = lineage(pid, await processesOf(stage.home));
  const workers = stage.actors.all().filter(({ role }) => role === 'worker');
  const found = workers.find((it) => line.includes(it.pid)) ?? workers[0];
  if (!found) throw new Error('expected a worker to kill, found none');
  return killActor(found, stage);
}

async function cli(_kill: Kill, _caught: Caught, stage: Stage): Promise<readonly number[]> {
  const found = stage.actors.all().find(({ role }) => role === 'cli');
  // One that has ended by itself is as good as killed.
  return found ? killActor(found, stage) : [];
}

/** Stops it first, so that what the server knows of it is what was in flight when it died. */
async function killActor(
  { pid, identity }: { readonly pid: number; readonly identity: string },
  { actors, eye }: Stage,
): Promise<readonly number[]> {
  signal(pid, 'SIGSTOP');
  const inFlight = await eye.inFlight();
  await killNow([pid]);
  actors.forget(pid);
  return inFlight.filter(({ worker: of }) => of === identity).map(({ task }) => task);
}

/** All attempts in flight may be lost with the server: their workers cannot be heard meanwhile. */
async function server(
  _kill: Kill,
  _caught: Caught,
  { actors, eye }: Stage,
): Promise<readonly number[]> {
  const { pid } = await actors.server();
  const workers = actors.all().filter(({ role }) => role !== 'dev');
  for (const it of workers) signal(it.pid, 'SIGSTOP');
  const inFlight = await eye.inFlight();
  await killNow([pid]);
  for (const it of workers) signal(it.pid, 'SIGCONT');
  return inFlight.map(({ task }) => task);
}

async function child(
  { trap = '' }: Kill,
  caught: Caught,
  stage: Stage,
): Promise<readonly number[]> {
  const [, program] = /^program-(\d+)$/.exec(trap) ?? [];
  if (program !== undefined) {
    await killNow([caught.pid]);
    return [Number(program)];
  }
  return killDuckDb(caught, trap, stage);
}

/** Stops the DuckDB processes of a worker, lets the attempt go until its query is with one of them, and kills them. */
async function killDuckDb(
  { pid, path = '' }: Caught,
  trap: string,
  stage: Stage,
): Promise<readonly number[]> {
  const running = async () => {
    const all = await processesOf(stage.home);
    return all.filter((it) => it.parent === pid && it.command.includes('processors/sql/entry'));
  };
  for (const it of await running()) signal(it.pid, 'SIGSTOP');
  writeFileSync(trapFiles(stage.traps, trap).released, '');
  const part = path.slice(path.lastIndexOf('/') + 1);
  await until('the input is copied for DuckDB', async () =>
    (await readdir(stage.parts)).includes(`${part}.scratch`),
  );
  const found = await until('there is a DuckDB process', async () => {
    const there = await running();
    return there.length > 0 && there;
  });
  const inFlight = await stage.eye.inFlight();
  await killNow(found.map((it) => it.pid));
  const actor = stage.actors.all().find((it) => it.pid === pid);
  return inFlight.filter(({ worker: of }) => of === actor?.identity).map(({ task }) => task);
}
