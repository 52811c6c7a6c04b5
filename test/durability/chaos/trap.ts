/** What a storage is asked to do. */
export type Operation = 'read' | 'open' | 'write' | 'commit' | 'create' | 'move' | 'remove';

/** What happens to the first one that does an operation on a path: it is held until it is let go, or its disk fails. */
export interface Trap {
  readonly id: string;
  readonly operation: Operation;
  /** A regular expression. */
  readonly path: string;
  /** Whether it is held once the operation is done instead of before. */
  readonly after?: boolean | undefined;
  readonly does: 'hold' | Fault;
}

export const faults = ['ENOSPC', 'EIO'] as const;
export type Fault = (typeof faults)[number];

/** Who is in a trap, as JSON. */
export interface Caught {
  readonly pid: number;
  /** Of the operation. */
  readonly path?: string | undefined;
}

/** The environment variable that names the folder of the traps. */
export const trapsVariable = 'DJC_TEST_TRAPS';

/** The traps for storages, as a JSON list in the folder. */
export const trapsFile = 'traps.json';

/**
 * The files of one trap. Whoever creates `taken` is in it, and waits for `released`; `armed` is for programs, which do not
 * read the list.
 */
export function trapFiles(folder: string, id: string) {
  const file = `${folder}/${id}`;
  return { armed: `${file}.armed`, taken: `${file}.taken`, released: `${file}.released` };
}

/** The id of the trap for the program of a task. */
export function programTrap(task: number | string): string {
  return `program-${task}`;
}
