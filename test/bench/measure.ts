import type { Contest, Contestant, Sample, Target } from './case.ts';

/** The middle of some measurements, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Result {
  readonly name: string;
  /** Why there are no figures. */
  readonly missing?: string;
  readonly failed?: string;
  readonly value?: Spread;
  /** Parts of the value, by name. */
  readonly within?: Readonly<Record<string, Spread>>;
  /** False where what it found differs from what djc found. */
  readonly agrees?: boolean;
}

export interface PeerResult extends Result {
  readonly target?: Target;
  /** Its value by djc's, round by round: over 1 where djc is better. */
  readonly ratio?: Spread;
  readonly met?: boolean;
}

export interface Measured {
  readonly ours: Result;
  readonly peers: readonly PeerResult[];
}

interface Course {
  readonly contestant: Contestant;
  readonly samples: Sample[];
  answer?: string;
  failed?: string;
}

/**
 * Runs all contestants in turn, round by round, so that whatever else the machine does falls on all alike. A first
 * round warms up, and what they found in it is compared; it does not count. One that fails is left out from there on;
 * without djc nobody runs.
 */
export async function measure({ ours, peers }: Contest, rounds: number): Promise<Measured> {
  const courses = [ours, ...peers].map((contestant): Course => ({ contestant, samples: [] }));
  const running = () =>
    courses.filter(({ contestant, failed }) => !contestant.missing && failed === undefined);
  for (let round = 0; round <= rounds && !ours.missing; round++) {
    for (const course of running()) await runOnce(course, round > 0);
  }
  const [first, ...others] = courses;
  const our = first ?? { contestant: ours, samples: [] };
  return {
    ours: resultOf(our, our),
    peers: others.map((course, index) => peerResult(our, course, peers[index]?.target)),
  };
}

async function runOnce(course: Course, counts: boolean): Promise<void> {
  const { contestant, samples } = course;
  try {
    const sample = await contestant.run();
    if (counts) samples.push(sample);
    else if (contestant.answer) course.answer = await contestant.answer();
  } catch (error) {
    course.failed = error instanceof Error ? error.message : String(error);
  }
}

function resultOf({ contestant, samples, failed, answer }: Course, ours: Course): Result {
  const { name, missing } = contestant;
  if (missing) return { name, missing };
  if (failed !== undefined) return { name, failed };
  if (samples.length === 0) return { name };
  const names = Object.keys(samples[0]?.within ?? {});
  const within = names.map((it) => [it, spreadOf(samples.map((one) => one.within?.[it] ?? NaN))]);
  return {
    name,
    value: spreadOf(samples.map(({ value }) => value)),
    ...(names.length > 0 && { within: Object.fromEntries(within) }),
    ...(answer !== undefined && ours.answer !== undefined && { agrees: answer === ours.answer }),
  };
}

function peerResult(ours: Course, peer: Course, target: Target | undefined): PeerResult {
  const result = { ...resultOf(peer, ours), ...(target && { target }) };
  if (!result.value || ours.failed !== undefined || ours.contestant.missing) return result;
  const ratio = spreadOf(peer.samples.map(({ value }, at) => value / ours.samples[at]!.value));
  return { ...result, ratio, ...(target && { met: ratio.median >= target.ratio }) };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)] ?? NaN, sorted[Math.ceil(middle)] ?? NaN];
  return { median: (low + high) / 2, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}
