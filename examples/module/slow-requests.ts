import { defineProcessor } from 'djc';

interface Options {
  /** Milliseconds. */
  readonly slower_than: number;
}

/** Keeps the path and the time of requests that took longer than they should. */
export default defineProcessor<Options>({
  formats: ['text'],
  async run(task, { slower_than: limit }) {
    let [itemsIn, itemsOut] = [0, 0];
    for (const slice of task.slices) {
      for await (const line of linesOf(task.read(slice))) {
        itemsIn++;
        const [method, path, time] = line.split(' ');
        if (method !== 'GET' || Number(time) <= limit) continue;
        await task.write(Buffer.from(`${path}\t${time}\n`));
        itemsOut++;
      }
    }
    return { itemsIn, itemsOut };
  },
});

async function* linesOf(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const block of blocks) {
    const lines = (rest + decoder.decode(block, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
