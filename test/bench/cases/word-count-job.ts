import { fileURLToPath } from 'node:url';
import { type Bench, type Case, type Contestant, times } from '../case.ts';
import { duckDb, quoted } from '../contestants/duckdb.ts';
import { job } from '../contestants/job.ts';
import { shell } from '../contestants/shell.ts';
import { startDjc } from '../djc.ts';
import { bash } from '../programs.ts';
import { parallelCount } from '../words.ts';

export const wordCountJob: Case = {
  name: 'word_count-job',
  work: 'word_count job, 2 cores, all included',
  unit: 'seconds',
  async open(bench) {
    const { size, scratch } = bench;
    const text = await bench.corpus.text(size);
    const djc = await startDjc({ slots: 2 });
    bench.defer(djc.end);
    const parallel = await shell({
      name: 'parallel --pipepart -j2 mawk | sort',
      needs: ['parallel', 'mawk'],
      script: parallelCount,
      args: [text],
      scratch,
    });
    const duck = await duckDb({ name: 'DuckDB, 2 threads', query: countIn(text), scratch });
    return {
      amount: { bytes: size },
      ours: await job(bench, djc, {
        name: 'djc submit --wait, warm',
        job: {
          input: { path: text },
          algorithm: { type: 'text_processor', operation: 'word_count' },
        },
      }),
      peers: [
        { ...parallel, target: times(5) },
        { ...duck, target: times(1.3) },
        await python(bench, text, 'dask'),
        await python(bench, text, 'pyspark'),
      ],
    };
  },
};

/** The whole line as one column: the text has no such byte. */
function countIn(text: string): string {
  const columns = "columns = {'line': 'VARCHAR'}, auto_detect = false, header = false";
  const lines = `read_csv(${quoted(text)}, ${columns}, delim = '\u0001', quote = '', escape = '')`;
  const words = `SELECT unnest(string_split(line, ' ')) AS word FROM ${lines}`;
  return `SELECT word, count(*) FROM (${words}) WHERE word <> '' GROUP BY word ORDER BY word`;
}

/** A program of the peers folder that needs a Python package. */
async function python(bench: Bench, text: string, name: 'dask' | 'pyspark'): Promise<Contestant> {
  const program = fileURLToPath(
    new URL(`../peers/${name.replace('py', '')}_words.py`, import.meta.url),
  );
  const contestant = await shell({
    name: name === 'dask' ? 'Dask, 2 processes' : 'Spark, local[2]',
    needs: ['python3'],
    script: 'python3 "$1" "$2"',
    args: [program, text],
    scratch: bench.scratch,
  });
  const missing = await bash({ script: `python3 -c 'import ${name}'` }).then(
    () => undefined,
    () => 'not installed',
  );
  return { ...contestant, missing: contestant.missing ?? missing };
}
