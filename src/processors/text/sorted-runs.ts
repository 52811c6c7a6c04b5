import { mergeRows } from '../../rows/merge-rows.ts';
import type { TaskContext } from '../processor.ts';
import { newlinesIn } from '../counter.ts';

/** Blocks of rows `key<TAB>count<LF>`, each key once, sorted by the keys' bytes; a row may span blocks. */
type SortedRows = Iterable<Uint8Array>;

/** A part of sorted rows that is made within bounded memory: what does not fit is spilled, and merged at the end. */
export interface SortedRuns {
  spill(rows: SortedRows): Promise<void>;
  /** Writes the part: the last rows, merged with all that was spilled. Answers how many rows it has. */
  finish(rows: SortedRows): Promise<number>;
}

export function sortedRuns({ scratch, write }: Pick<TaskContext, 'scratch' | 'write'>): SortedRuns {
  const spilled: string[] = [];

  const spill = async (rows: SortedRows) => {
    const name = String(spilled.length);
    await scratch.write(name, rows);
    spilled.push(name);
  };

  return {
    spill,
    async finish(rows) {
      if (spilled.length === 0) return writeAll(rows, write);
      await spill(rows);
      return writeAll(
        mergeRows(spilled.map((uri) => ({ uri, open: () => scratch.read(uri) }))),
        write,
      );
    },
  };
}

async function writeAll(
  rows: SortedRows | AsyncIterable<Uint8Array>,
  write: TaskContext['write'],
): Promise<number> {
  let count = 0;
  for await (const block of rows) {
    count += newlinesIn(block);
    await write(block);
  }
  return count;
}

/** Rows that are put out at once. */
const rowsAtOnce = 4_096;

/** The rows of counted strings, sorted by their bytes as UTF-8. */
export function* rowsOf(counts: ReadonlyMap<string, number | bigint>): Generator<Uint8Array> {
  const rows = [...counts].map(([text, count]) => ({ key: Buffer.from(text), count }));
  rows.sort((one, other) => Buffer.compare(one.key, other.key));
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce);
    yield Buffer.concat(some.flatMap(({ key, count }) => [key, Buffer.from(`\t${count}\n`)]));
  }
}
