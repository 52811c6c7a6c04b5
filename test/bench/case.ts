import type { Corpus } from './corpus.ts';

/** One measurement: seconds, or bytes where the case measures memory; less is better. */
export interface Sample {
  readonly value: number;
  /** Parts of it that are worth a line of their own, by name. */
  readonly within?: Readonly<Record<string, number>>;
}

/** One way to do the work of a case. */
export interface Contestant {
  readonly name: string;
  /** Why it cannot take part, such as a program that is not on the PATH. */
  readonly missing?: string | undefined;
  run(): Promise<Sample>;
  /** What the last run found, in a form in which contestants that did the same work agree. */
  answer?(): Promise<string>;
}

/** What djc has to reach against a peer. */
export interface Target {
  /** At least so many times as good: the peer's value by djc's. */
  readonly ratio: number;
  /** In the words of the requirement. */
  readonly says: string;
}

interface Peer extends Contestant {
  readonly target?: Target;
}

export interface Contest {
  readonly ours: Contestant;
  readonly peers: readonly Peer[];
  /** How much one run works through; gives the rate. */
  readonly amount?: { readonly bytes: number } | { readonly items: number };
}

/** What the cases are given. */
export interface Bench {
  readonly corpus: Corpus;
  /** An empty folder for this case, gone after it. */
  readonly scratch: string;
  /** Bytes of the corpus that most cases read. */
  readonly size: number;
  /** Tiny files for the case that runs a command for each. */
  readonly files: number;
  /** What the case started is ended by this, after it. */
  defer(end: () => Promise<void>): void;
}

/** A row of the requirements: some work, djc's way to do it, and its peers. */
export interface Case {
  readonly name: string;
  readonly work: string;
  readonly unit: 'seconds' | 'bytes';
  /** Only with `--heavy`. */
  readonly heavy?: true;
  open(bench: Bench): Promise<Contest>;
}

/** A target in speed. */
export function times(ratio: number): Target {
  return { ratio, says: `≥ ${ratio} ×` };
}
