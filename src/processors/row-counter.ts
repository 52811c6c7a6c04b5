import { reused } from '../kernels/reused.ts';
import { rowCounter as rowCounterKernel } from '../kernels/row-count.ts';
import { labelOf } from '../domain/label.ts';
import type { Slice } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import type { Counter } from './counter.ts';
import type { TaskContext } from './processor.ts';

const newline = 0x0a;
const withKernel = reused(rowCounterKernel);

/**
 * Reads a task's input with a counter whose items are rows of CSV, a file's last one without its newline included. A
 * header is none. A slice that leaves a quote open is `InputInvalid`.
 */
export async function countingRows<Result>(
  task: TaskContext,
  work: (counter: Counter) => Promise<Result>,
): Promise<Result> {
  return withKernel(async (kernel) => work(counterWith(kernel, task)));
}

type Kernel = ReturnType<typeof rowCounterKernel>;

function counterWith(kernel: Kernel, task: TaskContext): Counter {
  const heading = task.rules.header ? 1 : 0;
  let [items, bytes] = [0, 0];
  return {
    async *read(slice) {
      const before = items;
      let last: number = newline;
      kernel.open();
      for await (const block of task.read(slice)) {
        feed(block, kernel);
        last = block.at(-1) ?? last;
        bytes += block.length;
        yield block;
        items = before + Math.max(0, kernel.rows - heading);
        task.advance({ items, bytes });
      }
      if (kernel.isQuoted) throw unclosed(slice);
      const unended = last === newline ? 0 : 1;
      items = before + Math.max(0, kernel.rows + unended - heading);
      task.advance({ items, bytes });
    },
    get items() {
      return items;
    },
    get bytes() {
      return bytes;
    },
  };
}

function unclosed(slice: Slice): DataError {
  const message = `expected CSV as in RFC 4180, but ${labelOf([slice])} has an odd number of double quotes; close its last quoted field, or double each quote within one`;
  return new DataError('InputInvalid', message);
}

function feed(block: Uint8Array, kernel: Kernel): void {
  for (let at = 0; at < block.length;) {
    const input = kernel.inputBuffer();
    const piece = block.subarray(at, at + input.length);
    input.set(piece);
    kernel.feed(piece.length);
    at += piece.length;
  }
}
