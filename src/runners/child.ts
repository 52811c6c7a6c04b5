import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { PartReceipt } from '../domain/part.ts';
import { DataError } from '../errors.ts';
import type { Answer } from './answer.ts';
import type { FromChild, ToChild } from './child-work.ts';
import { dataErrorOf } from './failure.ts';
import type { Guard } from './guard.ts';
import { killGroup } from './process-group.ts';
import type { Attempt, Control } from './runner.ts';

/** A process that runs attempts, one after the other, with a module it has loaded. */
export interface Child {
  /** What it has loaded: it is of use for attempts with the same key only. */
  readonly key: string;
  /** Rejects with `TaskCrashed` where the process died; with the signal's reason once it is gone. */
  run(attempt: Attempt, control: Control): Promise<PartReceipt>;
  readonly isAlive: () => boolean;
  /** Kills it and all of its group. */
  end(): Promise<void>;
}

export interface ChildOptions {
  readonly key: string;
  readonly entry: URL;
  readonly execArgv: readonly string[];
  readonly guard: Guard;
}

/** Starts the head of a process group of its own. */
export function startChild({ key, entry, execArgv, guard }: ChildOptions): Child {
  const child = fork(entry, [], {
    detached: true,
    execArgv: [...execArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { pid } = child;
  const endWatch = pid === undefined ? undefined : guard.watch(pid);
  const tail = tailOf(child);
  const gone = endOf(child).finally(() => endWatch?.());
  const died = gone.then(() => undefined);
  const kill = async () => {
    if (pid !== undefined) await killGroup(pid);
    await gone;
  };
  const onAbort = () => void kill();

  return {
    key,
    end: kill,
    isAlive: () => child.connected,
    async run(attempt, control) {
      const { signal } = control;
      const { memory } = attempt;
      signal.addEventListener('abort', onAbort, { once: true });
      const endLimit = pid && memory !== undefined ? guard.limit(pid, memory) : undefined;
      const answer = await Promise.race([ask(child, attempt, control), died]);
      signal.removeEventListener('abort', onAbort);
      const verdict = endLimit?.();
      if (answer && !signal.aborted) return valueOf(answer);
      const how = await gone;
      signal.throwIfAborted();
      throw verdict ?? crash(how, tail());
    },
  };
}

/** Sends an attempt, and waits for its answer, for ever where the child dies. */
async function ask(
  child: ChildProcess,
  attempt: Attempt,
  control: Control,
): Promise<Answer<PartReceipt>> {
  let listen: ((message: FromChild) => void) | undefined;
  try {
    return await new Promise((resolve) => {
      listen = (message) => {
        if ('progress' in message) control.onProgress(message.progress);
        else resolve(message);
      };
      child.on('message', listen);
      child.send({ attempt } satisfies ToChild, () => undefined);
    });
  } finally {
    if (listen) child.off('message', listen);
  }
}

function valueOf(answer: Answer<PartReceipt>): PartReceipt {
  if ('failure' in answer) throw dataErrorOf(answer.failure);
  return answer.value;
}

/** Milliseconds that the last words of a dead process may take. */
const lastWords = 500;

/** How it ended, once all of its group is gone and its words were read. */
async function endOf(child: ChildProcess): Promise<string> {
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const how = await new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(`could not be started: ${message}`));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`),
    );
  });
  if (child.pid === undefined) return how;
  await killGroup(child.pid);
  await Promise.race([closed, pause(lastWords)]);
  return how;
}

/** Keeps the end of what a process says beside its messages. */
function tailOf({ stdout, stderr }: ChildProcess): () => string {
  let tail = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-2048);
    });
  }
  return () => tail.trim();
}

function crash(how: string, tail: string): DataError {
  const words = tail === '' ? 'it said nothing' : `its last words:\n${tail}`;
  return new DataError('TaskCrashed', `the process that ran it ${how}; ${words}`);
}
