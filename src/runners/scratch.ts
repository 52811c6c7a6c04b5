import type { Scratch } from '../processors/processor.ts';
import type { Storages } from '../storage/index.ts';

/** An attempt's scratch files lie beside its part. `remove` takes them away, whether there are any or not. */
export function scratchFor(
  part: string,
  storages: Storages,
): Scratch & { remove(): Promise<void> } {
  const folder = `${part}.scratch`;
  const storage = storages(folder);
  return {
    folder,
    async write(name, blocks) {
      const output = await storage.write(`${folder}/${name}`, 'nothing');
      try {
        for await (const block of blocks) await output.write(block);
        await output.commit();
      } catch (error) {
        await output.abort();
        throw error;
      }
    },
    async *read(name) {
      yield* storage.read(`${folder}/${name}`);
    },
    remove: async () => storage.remove(folder),
  };
}
