import type { Slice } from '../domain/plan.ts';
import type { TaskContext } from './processor.ts';
import { newline } from '../rows/whole-lines.ts';

/** Reads a task's input while it counts, and says how far the task is. */
export interface Counter {
  /** The slice's blocks, each counted once it has been worked through. */
  read(slice: Slice): AsyncIterable<Uint8Array>;
  readonly items: number;
  readonly bytes: number;
}

/** Counts what the items of the task's format are. */
export function counterOf(task: TaskContext): Counter {
  return task.format === 'text' ? lineCounter(task) : sliceCounter(task);
}

/** Its items are whole slices: files, or blocks of binary. */
export function sliceCounter(task: TaskContext): Counter {
  let [items, bytes] = [0, 0];
  return {
    async *read(slice) {
      for await (const block of task.read(slice)) {
        bytes += block.length;
        yield block;
        task.advance({ items, bytes });
      }
      items++;
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

/** Its items are lines; a slice's last line counts even without its newline. */
export function lineCounter(task: TaskContext): Counter & { readonly newlines: number } {
  let [newlines, unended, bytes] = [0, 0, 0];
  return {
    async *read(slice) {
      let last: number = newline;
      for await (const block of task.read(slice)) {
        newlines += newlinesIn(block);
        bytes += block.length;
        last = block.at(-1) ?? last;
        yield block;
        task.advance({ items: newlines, bytes });
      }
      if (last !== newline) unended++;
      task.advance({ items: newlines + unended, bytes });
    },
    get items() {
      return newlines + unended;
    },
    get newlines() {
      return newlines;
    },
    get bytes() {
      return bytes;
    },
  };
}

/** `indexOf` is vectorised: several times faster than a loop over the bytes. */
export function newlinesIn(block: Uint8Array): number {
  let count = 0;
  for (let at = block.indexOf(newline); at !== -1; at = block.indexOf(newline, at + 1)) count++;
  return count;
}
