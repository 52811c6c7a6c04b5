import { DataError } from '../errors.ts';
import { memoryOf } from './memory.ts';
import { createWatchdog } from './watchdog.ts';

/** Looks after process groups, named by the id of their first process: none outlives this process, none holds too much memory. */
export interface Guard {
  /** The answer ends the watch. */
  watch(group: number): () => void;
  /** Kills the group when it holds more bytes of memory. The answer ends that, and tells of a `MemoryExceeded`. */
  limit(group: number, memory: number): () => DataError | undefined;
  close(): Promise<void>;
}

/** Milliseconds between two looks at the memory. */
const lookEvery = process.platform === 'linux' ? 100 : 1000;

interface Watched {
  readonly group: number;
  readonly memory: number;
  verdict?: DataError;
}

export function createGuard(): Guard {
  const watchdog = createWatchdog();
  const limited = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;

  const look = async () => {
    const held = await memoryOf(new Set(Array.from(limited, ({ group }) => group)));
    for (const watched of limited) judge(watched, held.get(watched.group) ?? 0);
  };
  const lookAndGoOn = async () => {
    // One look that fails says nothing; the next may.
    await look().catch(() => undefined);
    timer = undefined;
    lookAgain();
  };
  const lookAgain = () => {
    if (limited.size > 0) timer ??= setTimeout(() => void lookAndGoOn(), lookEvery);
  };

  return {
    watch(group) {
      watchdog.add(group);
      return () => watchdog.remove(group);
    },
    limit(group, memory) {
      const watched: Watched = { group, memory };
      limited.add(watched);
      lookAgain();
      return () => {
        limited.delete(watched);
        return watched.verdict;
      };
    },
    async close() {
      clearTimeout(timer);
      await watchdog.close();
    },
  };
}

/** Kills a group that holds more than it may. */
function judge(watched: Watched, held: number): void {
  const { group, memory } = watched;
  if (held <= memory) return;
  watched.verdict ??= new DataError(
    'MemoryExceeded',
    `it held ${mebibytes(held)} of memory, and compute.memory allows ${mebibytes(memory)}, so it was killed; allow more, or give each task less with advanced.batch_size`,
  );
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB`;
}
