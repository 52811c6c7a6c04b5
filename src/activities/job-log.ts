import type { Storage } from '../storage/storage.ts';
import { writePassingText } from '../storage/text.ts';

interface JobLogOptions {
  readonly storage: Storage;
  readonly uri: string;
  readonly worker: string;
  readonly now: () => Date;
}

/** The log of something done for the whole job: a few lines, written at once. */
export function jobLog({ storage, uri, worker, now }: JobLogOptions) {
  const lines: string[] = [];
  return {
    info(message: string): void {
      lines.push(JSON.stringify({ time: now().toISOString(), worker, level: 'info', message }));
    },
    async save(): Promise<void> {
      await writePassingText(storage, uri, lines.map((line) => `${line}\n`).join(''));
    },
  };
}
