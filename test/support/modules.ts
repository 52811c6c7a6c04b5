import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';

/** A module that copies its input, in a folder where no `djc` is installed; `before` runs first. */
export function copying(before = ''): string {
  return `import { defineProcessor, type TaskContext } from 'djc';

interface Options { readonly twice?: boolean }

async function copy(task: TaskContext, { twice = false }: Options) {
  let [items, bytes] = [0, 0];
  for (const slice of task.slices) {
    for await (const block of task.read(slice)) {
      for (const _ of twice ? [1, 2] : [1]) await task.write(block);
      items += Buffer.from(block).toString('latin1').split('\\n').length - 1;
      bytes += block.length;
      task.advance({ items, bytes });
    }
  }
  return { itemsIn: items, itemsOut: twice ? items * 2 : items };
}

export default defineProcessor<Options>({
  async run(task, options) {
    ${before}
    return copy(task, options);
  },
});
`;
}

/** Writes a module, and answers the algorithm, as in a job file, that runs it. */
export async function moduleOf(code: string, name = 'my processor.ts') {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, code);
  return { type: 'module', path };
}
