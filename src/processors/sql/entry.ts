import type { Failure } from '../../domain/failure.ts';
import { runQuery } from './query.ts';
import type { SqlAnswer, SqlQuestion, SqlWork } from './work.ts';

// The program of a process that runs DuckDB: one query after the other, as its parent sends them.

// The worker says when to stop: by ending this process, or by ending itself.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Not an exit, which would wait for the query.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (work: SqlWork | SqlQuestion) => {
  void answerTo(work).then((answer) => process.send?.(answer));
});

/** DuckDB is loaded here and nowhere else: it is an optional dependency. */
async function answerTo(work: SqlWork | SqlQuestion): Promise<SqlAnswer> {
  try {
    return await runQuery(await import('@duckdb/node-api'), work);
  } catch (error) {
    return { failure: missing(error) };
  }
}

function missing(error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `algorithm.type sql needs DuckDB, which cannot be loaded where this worker runs; run npm install @duckdb/node-api there (${reason})`;
  return { type: 'BadConfig', message };
}
