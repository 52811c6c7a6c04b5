import type { Operation } from './trap.ts';

export const phases = ['plan', 'run', 'consolidate', 'notify'] as const;
export type Phase = (typeof phases)[number];

/** A moment in the life of a job: what is done to which file. */
export interface Place {
  readonly name: string;
  readonly operation: Operation;
  readonly after?: true;
  /** A regular expression; `TASK` in it stands for the number of a task as file names have it. */
  readonly path: string;
}

/** Where a worker can be held, besides in the program of a task and in the receiver of a notification. */
export const places: Readonly<Record<Phase, readonly Place[]>> = {
  plan: [
    { name: 'before it claims the output folder', operation: 'create', path: '/claim$' },
    {
      name: 'after it claimed the output folder',
      operation: 'create',
      after: true,
      path: '/claim$',
    },
    { name: 'in a page of the plan', operation: 'commit', path: '/plan-a\\d+/page-00001' },
    {
      name: 'after the last page of the plan',
      operation: 'commit',
      after: true,
      path: '/plan-a\\d+/spec',
    },
    { name: 'in the log of the plan', operation: 'commit', path: '/logs/plan-a' },
  ],
  run: [
    { name: 'before it opens the part', operation: 'open', path: '/TASK-a\\d+$' },
    { name: 'within the part', operation: 'write', path: '/TASK-a\\d+$' },
    { name: 'before it commits the part', operation: 'commit', path: '/TASK-a\\d+$' },
    { name: 'between part and receipt', operation: 'commit', path: '/TASK-a\\d+\\.json$' },
    { name: 'after the receipt', operation: 'commit', after: true, path: '/TASK-a\\d+\\.json$' },
    { name: 'after the log', operation: 'commit', after: true, path: '/logs/TASK-a\\d+' },
  ],
  consolidate: [
    { name: 'before it removes an old result', operation: 'remove', path: '/result-a\\d+$' },
    { name: 'before a file of the result is moved', operation: 'move', path: '/out/' },
    { name: 'after a file of the result was moved', operation: 'move', after: true, path: '/out/' },
    { name: 'within the manifest', operation: 'write', path: '/manifest\\.json$' },
    { name: 'before it commits the manifest', operation: 'commit', path: '/manifest\\.json$' },
    { name: 'after the manifest', operation: 'commit', after: true, path: '/manifest\\.json$' },
    { name: 'in _SUCCESS', operation: 'commit', path: '/_SUCCESS$' },
    { name: 'after _SUCCESS', operation: 'commit', after: true, path: '/_SUCCESS$' },
  ],
  notify: [
    { name: 'before the parts are removed', operation: 'remove', path: '/parts$' },
    { name: 'after the parts are removed', operation: 'remove', after: true, path: '/parts$' },
    { name: 'before the output folder is given free', operation: 'remove', path: '/claim$' },
  ],
};

/** Where a disk can fail. */
export const faultPlaces: Readonly<Record<Phase, readonly Place[]>> = {
  plan: [
    { name: 'in the claim', operation: 'create', path: '/claim$' },
    { name: 'in a page of the plan', operation: 'write', path: '/plan-a\\d+/page-00002' },
    { name: 'in the job beside the plan', operation: 'commit', path: '/plan-a\\d+/spec' },
  ],
  run: [
    { name: 'in an input', operation: 'read', path: '/input/07\\.' },
    { name: 'in the plan', operation: 'read', path: '/plan-a\\d+/page-00003' },
    { name: 'in a part that is opened', operation: 'open', path: '/TASK-a\\d+$' },
    { name: 'in a part', operation: 'write', path: '/TASK-a\\d+$' },
    { name: 'in a part that is committed', operation: 'commit', path: '/TASK-a\\d+$' },
    { name: 'in a receipt', operation: 'write', path: '/TASK-a\\d+\\.json$' },
    { name: 'in a log', operation: 'commit', path: '/logs/TASK-a\\d+' },
  ],
  consolidate: [
    { name: 'in a receipt', operation: 'read', path: '/TASK-a\\d+\\.json$' },
    { name: 'in a result that is moved', operation: 'move', path: '/out/' },
    { name: 'in the manifest', operation: 'write', path: '/manifest\\.json$' },
    { name: 'in _SUCCESS', operation: 'open', path: '/_SUCCESS$' },
  ],
  notify: [
    { name: 'in the parts that are removed', operation: 'remove', path: '/parts$' },
    { name: 'in the claim that is given free', operation: 'remove', path: '/claim$' },
  ],
};
