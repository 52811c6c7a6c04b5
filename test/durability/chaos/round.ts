import { randomFrom } from '../../bench/random.ts';
import { type Kind, kindNames, programKinds } from './kind-names.ts';
import { faultPlaces, type Phase, phases, type Place, places } from './places.ts';
import { type Fault, faults, programTrap, type Trap } from './trap.ts';

export const victims = ['worker', 'child', 'server', 'cli'] as const;
export type Victim = (typeof victims)[number];

/** Who does the job: workers beside a CLI that waits for it, or `djc run` alone. */
export type Cast = 'workers' | 'run';

export interface Kill {
  readonly phase: Phase;
  readonly victim: Victim;
  /** In words. */
  readonly place: string;
  /** The trap that holds the job there; undefined where the receiver of the notification does. */
  readonly trap: string | undefined;
}

interface DiskFault {
  readonly phase: Phase;
  readonly place: string;
  readonly code: Fault;
  readonly trap: string;
}

/** What befalls one job. */
export interface Round {
  readonly seed: number;
  readonly kind: Kind;
  readonly cast: Cast;
  readonly kills: readonly Kill[];
  readonly faults: readonly DiskFault[];
  /** For the storages of the workers. */
  readonly traps: readonly Trap[];
  /** The tasks whose programs are held. */
  readonly heldPrograms: readonly number[];
}

/** Tasks of every job. */
export const tasks = 200;

/** The same for the same seed. Kinds, casts and victims take turns, so that a few rounds in a row meet all of them. */
export function planRound(seed: number): Round {
  const random = randomFrom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const kind = kindNames[seed % kindNames.length] ?? 'word_count';
  const cast: Cast = Math.floor(seed / kindNames.length) % 2 === 0 ? 'workers' : 'run';
  const numbers = distinct(7, below);
  const kills = killsOf({ seed, kind, cast, below, numbers });
  const disk = [phases[seed % phases.length] ?? 'run', 'run' as const].map((phase, index) =>
    faultIn(phase, {
      id: `fault-${index}`,
      code: faults[below(faults.length)] ?? 'EIO',
      below,
      task: numbers[5 + index] ?? 0,
    }),
  );
  return {
    seed,
    kind,
    cast,
    kills: kills.map(({ kill }) => kill),
    faults: disk.map(({ fault }) => fault),
    traps: [...disk, ...kills].flatMap(({ trap }) => trap ?? []),
    heldPrograms: kills.flatMap(({ program }) => program ?? []),
  };
}

interface Draw {
  readonly seed: number;
  readonly kind: Kind;
  readonly cast: Cast;
  readonly below: (count: number) => number;
  /** Of tasks, each once. */
  readonly numbers: readonly number[];
}

interface Planned {
  readonly kill: Kill;
  readonly trap?: Trap | undefined;
  readonly program?: number | undefined;
}

/** One kill a phase, and a second one while tasks run. */
function killsOf({ seed, kind, cast, below, numbers }: Draw): readonly Planned[] {
  const turns = [...phases, 'run' as const];
  return turns.map((phase, index) => {
    const candidates = victimsOf(kind, cast, phase);
    const victim = candidates[(seed + index) % candidates.length] ?? 'server';
    const task = numbers[index] ?? 0;
    if (victim === 'child' && programKinds.has(kind)) return programKill(phase, task);
    return phase === 'notify' && below(2) === 0
      ? { kill: { phase, victim, place: 'in the notification', trap: undefined } }
      : placeKill({
          phase,
          victim,
          id: `kill-${index}`,
          task,
          place: choose(places[phase], below),
        });
  });
}

function victimsOf(kind: Kind, cast: Cast, phase: Phase): readonly Victim[] {
  const children: readonly Victim[] =
    phase === 'run' && (programKinds.has(kind) || kind === 'sql') ? ['child'] : [];
  return cast === 'run' ? ['cli', 'server', ...children] : ['worker', ...children, 'server', 'cli'];
}

function programKill(phase: Phase, task: number): Planned {
  const kill = { phase, victim: 'child', place: 'in its work', trap: programTrap(task) } as const;
  return { kill, program: task };
}

interface KillAt {
  readonly phase: Phase;
  readonly victim: Victim;
  readonly id: string;
  readonly task: number;
  readonly place: Place;
}

function placeKill({ phase, victim, id, task, place }: KillAt): Planned {
  // DuckDB is at work, and not only idle, when the input has been copied.
  const at: Place =
    victim === 'child' ? { name: 'in a query', operation: 'open', path: '/TASK-a\\d+$' } : place;
  const kill = { phase, victim, place: at.name, trap: id };
  return { kill, trap: trapAt(at, { id, task, does: 'hold' }) };
}

interface FaultAt {
  readonly id: string;
  readonly code: Fault;
  readonly task: number;
  readonly below: (count: number) => number;
}

function faultIn(phase: Phase, { id, code, task, below }: FaultAt) {
  const place = choose(faultPlaces[phase], below);
  const fault: DiskFault = { phase, place: place.name, code, trap: id };
  return { fault, trap: trapAt(place, { id, task, does: code }) };
}

function trapAt(
  { operation, path, after }: Place,
  { id, task, does }: Pick<Trap, 'id' | 'does'> & { readonly task: number },
): Trap {
  const digits = String(task).padStart(6, '0');
  return { id, operation, path: path.replace('TASK', digits), after, does };
}

function choose<T>(list: readonly T[], below: (count: number) => number): T {
  const chosen = list[below(list.length)];
  if (chosen === undefined) throw new Error('expected a list to choose from');
  return chosen;
}

/** Numbers of tasks, in order, neither of the first nor of the last ones. */
function distinct(count: number, below: (count: number) => number): readonly number[] {
  const found = new Set<number>();
  while (found.size < count) found.add(10 + below(tasks - 20));
  return [...found];
}
