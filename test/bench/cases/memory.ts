import { readFile } from 'node:fs/promises';
import type { Bench, Case, Contestant } from '../case.ts';
import { submit, writeJob } from '../contestants/job.ts';
import { startDjc } from '../djc.ts';

export const memory: Case = {
  name: 'memory',
  work: 'RSS of the worker, word_count of ten times the input',
  unit: 'bytes',
  heavy: true,
  open: async (bench) => ({
    ours: await peakOf(bench, 10),
    peers: [{ ...(await peakOf(bench, 1)), target: { ratio: 1 / 1.1, says: 'at most 10 % more' } }],
  }),
};

/** The most memory that a fresh worker has while it counts the text so many times over. */
async function peakOf(bench: Bench, copies: number): Promise<Contestant> {
  const path = await bench.corpus.copies(bench.size, copies);
  return {
    name: `djc worker, ${copies === 1 ? 'the input once' : `the input ${copies} times`}`,
    missing: process.platform === 'linux' ? undefined : 'only on Linux',
    async run() {
      const job = {
        input: { path },
        algorithm: { type: 'text_processor', operation: 'word_count' },
      };
      const { file } = await writeJob(bench, { job });
      const djc = await startDjc({ slots: 2 });
      try {
        await submit(djc, file);
        return { value: await peakRss(djc.pid) };
      } finally {
        await djc.end();
      }
    },
  };
}

async function peakRss(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
}
