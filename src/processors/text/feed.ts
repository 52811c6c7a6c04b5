import { fill } from '../../kernels/fill.ts';
import type { TaskContext } from '../processor.ts';
import { newline } from '../../rows/whole-lines.ts';

/** What the kernels that count text have in common. */
interface TextKernel {
  /** Where the next block is to be read to. */
  inputBuffer(): Uint8Array;
  endOfFile(): Promise<void> | void;
  /** Newlines so far. */
  readonly lines: number;
  readonly bytes: number;
}

interface Feed<Kernel> {
  readonly kernel: Kernel;
  /** Works through the first bytes of the kernel's input. */
  readonly take: (length: number) => Promise<void> | void;
}

/** Feeds all slices of a task to a kernel. Answers the lines; a slice's last one counts even without its newline. */
export async function feedAll(task: TaskContext, feed: Feed<TextKernel>): Promise<number> {
  const { kernel, take } = feed;
  let unended = 0;
  const advance = () => task.advance({ items: kernel.lines + unended, bytes: kernel.bytes });
  for (const slice of task.slices) {
    let last: number = newline;
    for await (const block of task.read(slice)) {
      for (const length of fill(kernel, block)) await take(length);
      last = block.at(-1) ?? last;
      advance();
    }
    await kernel.endOfFile();
    if (last !== newline) unended++;
    advance();
  }
  return kernel.lines + unended;
}
