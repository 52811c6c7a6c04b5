import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { arrived, readCaught, type Stage, strike } from './act.ts';
import { assemble } from './actors.ts';
import { openEye } from './eye.ts';
import { writeJob } from './job.ts';
import { mostRedone, type Outcome, planOf, workRedone } from './outcome.ts';
import { openReceiver } from './receiver.ts';
import { differences, litterIn, litterOf, resultIn } from './remains.ts';
import { type Kill, planRound, type Round } from './round.ts';
import { trapFiles, trapsFile, trapsVariable } from './trap.ts';
import { openTheatre, type Theatre } from './theatre.ts';
import { until } from './until.ts';

interface Play {
  readonly round: Round;
  readonly stage: Stage;
  readonly job: string;
  readonly lost: number[];
  readonly problems: string[];
  readonly notes: string[];
}

/** Plays the rounds of these seeds, one after the other. What strange ones left is kept, and they say where. */
export async function playRounds(
  seeds: readonly number[],
  tell: (outcome: Outcome) => Promise<void>,
): Promise<readonly Outcome[]> {
  const theatre = await openTheatre();
  const outcomes: Outcome[] = [];
  try {
    for (const seed of seeds) {
      const outcome = await playRound(planRound(seed), theatre);
      outcomes.push(outcome);
      await tell(outcome);
    }
  } finally {
    if (outcomes.every(({ notes }) => notes.length === 0)) await theatre.close();
  }
  return outcomes;
}

/** Plays a round from the submission of its job to the end of its last process, and judges what is left. */
async function playRound(round: Round, theatre: Theatre): Promise<Outcome> {
  const start = performance.now();
  const expected = await theatre.undisturbed(round.kind);
  const home = `${theatre.folder}/${round.seed}`;
  const output = `${home}/out`;
  const play = await prepare(round, theatre, home);
  const { stage, job, problems, notes, lost } = play;
  try {
    await befall(play);
    await follow(play);
  } catch (error) {
    problems.push(String(error));
  }
  await judge(play, { theatre, output, expected });
  await stage.actors.exit();
  await stage.receiver.close();
  await stage.eye.close();
  problems.push(...(await litterOf(home, theatre.temporary)), ...(await litterIn(output, job)));
  const work = await workIn(output, [...lost, ...faultedTasks(play)]);
  if (work.redoneBeyond > mostRedone * work.items)
    problems.push(
      `${work.redoneBeyond} of ${work.items} items were done again beyond what was in flight`,
    );
  if (problems.length + notes.length === 0) await rm(home, { recursive: true, force: true });
  else notes.push(`what it left is in ${home}`);
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  return { ...planOf(round), ...work, seconds, problems, notes };
}

async function prepare(round: Round, theatre: Theatre, home: string): Promise<Play> {
  const job = `chaos-${round.seed}`;
  const traps = `${home}/traps`;
  await rm(home, { recursive: true, force: true });
  await mkdir(traps, { recursive: true });
  await writeFile(`${traps}/${trapsFile}`, JSON.stringify(round.traps));
  for (const kill of round.kills)
    if (kill.victim === 'child' && kill.trap)
      await writeFile(trapFiles(traps, kill.trap).armed, '');
  const receiver = await openReceiver(round.kills.some(({ trap }) => trap === undefined));
  const jobFile = await writeJob(round.kind, home, receiver.url);
  const env = { ...theatre.env, HOME: home, [trapsVariable]: traps };
  const actors = assemble({ cast: round.cast, job, jobFile, home, env, log: `${home}/said.log` });
  const eye = openEye(job, async () => (await actors.server()).address);
  const parts = `${home}/out/.djc/${job}/parts`;
  const stage = { home, traps, parts, actors, eye, receiver };
  return { round, stage, job, lost: [], problems: [], notes: [] };
}

/** Kills as planned, in whatever order the job comes to the places, and brings back what was killed. */
async function befall({ round, stage, lost, problems, notes }: Play): Promise<void> {
  const { actors, eye } = stage;
  let open: readonly Kill[] = round.kills;
  notes.push(...(await actors.enter()));
  while (open.length > 0) {
    const [kill, caught] = await until(
      'the job comes to a place of the plan, or ends',
      async () => {
        for (const it of open) {
          const there = await arrived(it, stage);
          if (there) return [it, there] as const;
        }
        return (await eye.hasEnded()) && ([undefined, undefined] as const);
      },
    );
    if (!kill) break;
    lost.push(...(await strike(kill, caught, stage)));
    open = open.filter((it) => it !== kill);
    notes.push(...(await actors.enter()));
  }
  for (const { phase, victim, place } of open)
    problems.push(`the job ended before the ${victim} was killed in ${phase}, ${place}`);
}

/** Waits until the job has ended by itself. */
async function follow({ stage, notes }: Play): Promise<void> {
  await until('the job has ended', async () => {
    if (await stage.eye.hasEnded()) return true;
    notes.push(...(await stage.actors.enter()));
    return false;
  });
}

interface Expectation {
  readonly theatre: Theatre;
  readonly output: string;
  readonly expected: ReadonlyMap<string, string>;
}

async function judge(
  { round, stage, job, problems }: Play,
  { theatre, output, expected }: Expectation,
): Promise<void> {
  const { home, receiver } = stage;
  const waited = await theatre.djc(home, ['wait', job, '--use-local', '--json']);
  const summary = parsed(waited.stdout);
  if (waited.code !== 0)
    problems.push(`djc wait exited with ${waited.code}: ${waited.stderr}${waited.stdout}`);
  const warnings = summary?.warnings ?? [];
  problems.push(...warnings.map((it: string) => `the job warns: ${it}`));
  const verified = await theatre.djc(home, ['verify', output]);
  if (verified.code !== 0)
    problems.push(`djc verify exited with ${verified.code}: ${verified.stderr}${verified.stdout}`);
  problems.push(...differences(expected, await resultIn(output)));
  for (const { trap, place } of round.faults)
    if (!readCaught(trapFiles(stage.traps, trap).taken)) problems.push(`no disk failed ${place}`);
  if (receiver.told() === 0) problems.push('nobody was told that the job has ended');
}

/** Tasks whose attempts failed with their disk. */
function faultedTasks({ round, stage }: Play): readonly number[] {
  return round.faults.flatMap(({ trap }) => {
    const caught = readCaught(trapFiles(stage.traps, trap).taken);
    const [, digits] = /\/(\d{6})-a\d+(?:\.json)?$/.exec(caught?.path ?? '') ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
}

async function workIn(output: string, lost: readonly number[]) {
  const manifest = parsed(await readFile(`${output}/manifest.json`, 'utf8').catch(() => ''));
  const parts = (manifest?.parts ?? []).map(
    (it: { task: number; attempt: number; items_in: number }) => ({
      task: it.task,
      attempt: it.attempt,
      itemsIn: it.items_in,
    }),
  );
  return workRedone(parts, lost);
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
