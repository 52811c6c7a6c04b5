import type { TaskContext } from '../processor.ts';

/** A task that knows how many bytes of its part were made of each slice, in their order, as `collect` needs it. */
export type MeasuredTask = TaskContext & { readonly lengths: readonly number[] };

/** Slices must be read one after the other, and what is made of one written before the next is read. */
export function measured(task: TaskContext): MeasuredTask {
  const lengths: number[] = [];
  return {
    ...task,
    lengths,
    read(slice) {
      lengths.push(0);
      return task.read(slice);
    },
    async write(bytes) {
      lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + bytes.length;
      await task.write(bytes);
    },
  };
}

/** The name of a file that was made of the lines of another: those of a `.gz` are not compressed any more. */
export function plainName(name: string): string {
  return name.replace(/\.gz$/, '');
}
