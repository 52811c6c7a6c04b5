import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DataError } from '../../errors.ts';
import type { SqlAnswer, SqlColumns, SqlQuestion, SqlTally, SqlWork } from './work.ts';

export interface DuckDb {
  /**
   * Runs a query in a process of its own, and answers how many rows it read and gave. Rejects with a `DataError`, with
   * `TaskCrashed` where the process died, or with the signal's reason once the process is gone.
   */
  run(work: SqlWork, signal: AbortSignal): Promise<SqlTally>;
  /** Answers which columns of CSV files a query reads, without running it. Rejects as `run` does. */
  columnsOf(question: SqlQuestion, signal: AbortSignal): Promise<SqlColumns['columns']>;
}

// Node cannot load TypeScript without help, and in a checkout the source runs as it is.
const isSource = import.meta.url.endsWith('.ts');
const execArgv = isSource ? ['--import', 'tsx'] : [];
const ownEntry = new URL(`./entry.${isSource ? 'ts' : 'js'}`, import.meta.url);

/**
 * Processes that run DuckDB. One that has answered waits for the next query, because starting one takes longer than
 * many a query. It ends with the thread that started it, and keeps nobody from ending.
 */
export function createDuckDb({ entry = ownEntry }: { readonly entry?: URL } = {}): DuckDb {
  const idle: ChildProcess[] = [];
  const answerTo = async (work: SqlWork | SqlQuestion, signal: AbortSignal) => {
    signal.throwIfAborted();
    let child = idle.pop();
    while (child && !child.connected) child = idle.pop();
    child ??= start(entry);
    const answer = await ask(child, work, signal);
    idle.push(child);
    if ('failure' in answer) throw new DataError(answer.failure.type, answer.failure.message);
    return answer;
  };
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer to such work
    run: async (work, signal) => (await answerTo(work, signal)) as SqlTally,
    async columnsOf(question, signal) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer to such a question
      const { columns } = (await answerTo(question, signal)) as SqlColumns;
      return columns;
    },
  };
}

/** Its environment is nearly empty: what it runs has no business with the worker's secrets. */
function start(entry: URL): ChildProcess {
  const { PATH, HOME } = process.env;
  return fork(fileURLToPath(entry), {
    execArgv,
    env: { PATH, HOME },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

async function ask(
  child: ChildProcess,
  work: SqlWork | SqlQuestion,
  signal: AbortSignal,
): Promise<SqlAnswer> {
  const done = new AbortController();
  const options = { signal: done.signal };
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, options);
  hold(child, true);
  try {
    const answered = once(child, 'message', options);
    const ended = once(child, 'exit', options);
    child.send(work, () => undefined);
    const [answer] = await Promise.race([answered, ended.then(() => [])]);
    if (answer === undefined) throw died(child);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- entry.ts sends nothing else
    return answer as SqlAnswer;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    done.abort();
    hold(child, false);
  }
}

function died(child: ChildProcess): DataError {
  const { signalCode: signal, exitCode: code } = child;
  const how = signal === null ? `ended with code ${code}` : `was killed by ${signal}`;
  return new DataError('TaskCrashed', `the process that ran DuckDB ${how} before it answered`);
}

/** Whether this process or thread waits for the child before it ends. */
function hold(child: ChildProcess, isHeld: boolean): void {
  const change = isHeld ? 'ref' : 'unref';
  child[change]();
  child.channel?.[change]();
}
