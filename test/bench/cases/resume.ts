import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench, Case, Contestant } from '../case.ts';
import { writeJob } from '../contestants/job.ts';
import { type RunningDjc, startDjc } from '../djc.ts';

export const resume: Case = {
  name: 'resume',
  work: 'input read again after kill -9 in the middle of one task',
  unit: 'bytes',
  heavy: true,
  async open(bench) {
    const tenth = { name: 'a tenth of the input', run: async () => ({ value: bench.size / 10 }) };
    return {
      ours: await readAgain(bench),
      peers: [{ ...tenth, target: { ratio: 1, says: 'at most that' } }],
    };
  },
};

/** Bytes of one task's input that the worker which is killed has read for nothing. */
async function readAgain(bench: Bench): Promise<Contestant> {
  const path = await bench.corpus.text(bench.size);
  const job = {
    input: { path },
    algorithm: { type: 'text_processor', operation: 'replace', pattern: 'a', replacement: 'A' },
    advanced: {
      batch_size: 2 * bench.size,
      checkpoint_interval: '1s',
      heartbeat_timeout: '10s',
    },
  };
  const { file, missing } = await writeJob(bench, { job });
  return {
    name: 'djc, checkpoints a second apart',
    missing: process.platform === 'linux' ? missing : 'only on Linux',
    async run() {
      const djc = await startDjc({ slots: 1 });
      try {
        return { value: await lostBytes(djc, file, bench.size) };
      } finally {
        await djc.end();
      }
    },
  };
}

async function lostBytes(djc: RunningDjc, file: string, size: number): Promise<number> {
  const before = await bytesRead(djc.pid);
  const { job } = JSON.parse(await djc.djc('submit', '--json', file));
  while (JSON.parse(await djc.djc('status', '--json', job)).bytes_done < size / 2) await pause(100);
  const read = (await bytesRead(djc.pid)) - before;
  process.kill(djc.pid, 'SIGKILL');
  await djc.startWorker();
  await djc.djc('wait', job);
  const logs: readonly { readonly message: string }[] = JSON.parse(
    await djc.djc('logs', '--json', job),
  );
  const [, kept = '0'] =
    logs.map(({ message }) => /^goes on after .*\((\d+) bytes\)/.exec(message)).find(Boolean) ?? [];
  return read - Number(kept);
}

/** By all of a process, whatever it read. */
async function bytesRead(pid: number): Promise<number> {
  return Number(/^rchar: (\d+)$/m.exec(await readFile(`/proc/${pid}/io`, 'utf8'))?.[1]);
}
