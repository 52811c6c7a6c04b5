import { once, setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { CliContext, LiveLines, Output } from './context.ts';
import { InterruptedError, OutputClosedError } from './exit.ts';

/** A server that does not answer for so many milliseconds has ended. */
const deadAfter = 3_000;

/** Milliseconds between the second Ctrl-C and the end, for a command that has something to do then. */
const lastMoment = 2_000;

/** The context of a real `djc`: this process, and the parts of djc, loaded when they are first needed. */
export function processContext(): CliContext {
  const { env, stdin, stdout, stderr } = process;
  const { stop, onSecondStop } = stopSignals();
  const say = (line: string): void => void stderr.write(`${line}\n`);
  return {
    env,
    stdout: output(stdout),
    stderr: output(stderr),
    now: Date.now,
    stop,
    onSecondStop,
    setExitCode: (code) => {
      process.exitCode = code;
    },
    confirm: stdin.isTTY && stderr.isTTY ? async (question) => ask(question, stop) : undefined,
    liveLines,
    async readJob(path, set) {
      const { readJobFile } = await import('../config/load.ts');
      return readJobFile(path, { env, set });
    },
    async connect(options) {
      const { connect } = await import('../orchestrator/connect.ts');
      return connect({ ...options, env, say });
    },
    async orchestrator(server) {
      const { jobOrchestrator } = await import('../orchestrator/job-orchestrator.ts');
      return jobOrchestrator(server);
    },
    async startWorker(server, settings) {
      const { startTaskWorker } = await import('../worker/task-worker.ts');
      return startTaskWorker(server, settings);
    },
    async stateFolder() {
      const { foldersOf } = await import('../dev/folders.ts');
      return foldersOf(env).state;
    },
    async serverEnd(address) {
      const { servesWithin } = await import('../dev/health.ts');
      while (await servesWithin(deadAfter, address, () => !stop.aborted)) await pause(1_000);
    },
  };
}

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    get columns() {
      // A terminal that does not know its size says 0.
      return stream.isTTY ? stream.columns || 80 : undefined;
    },
  };
}

/** Aborted by the first signal, or by a closed stdout; the second signal ends the process, and the third at once. */
function stopSignals(): Pick<CliContext, 'stop' | 'onSecondStop'> {
  const stop = new AbortController();
  // The SDK adds a listener for each long poll while a command waits.
  setMaxListeners(0, stop.signal);
  let second: (() => void) | undefined;
  const interrupt = (): void => {
    if (!stop.signal.aborted) {
      stop.abort(new InterruptedError('interrupted.'));
      return;
    }
    if (!second) process.exit(130);
    second();
    second = undefined;
    setTimeout(() => process.exit(), lastMoment);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    stop.abort(error.code === 'EPIPE' ? new OutputClosedError('stdout is closed.') : error);
  });
  process.stderr.on('error', () => undefined);
  return { stop: stop.signal, onSecondStop: (act) => (second = act) };
}

async function ask(question: string, stop: AbortSignal): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  // Not as a terminal: so that Ctrl-C stays a signal.
  const { stdin: input, stderr } = process;
  const lines = createInterface({ input, output: stderr, terminal: false });
  try {
    const closed = once(lines, 'close').then(() => '');
    const answer = await Promise.race([lines.question(question, { signal: stop }), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

async function liveLines(): Promise<LiveLines> {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(process.stderr);
  return {
    draw: (lines) => {
      update(lines.join('\n'));
    },
    close: () => {
      update.clear();
      update.done();
    },
  };
}
