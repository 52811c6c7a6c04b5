import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsolidationTask, WinningPart } from '../../src/consolidators/consolidator.ts';
import { consolidatorOf } from '../../src/consolidators/index.ts';
import { type PartReceipt, partName, type ResultFile } from '../../src/domain/part.ts';
import type { Slice } from '../../src/domain/plan.ts';
import type { Consolidation, Traits } from '../../src/processors/processor.ts';
import { localFiles } from '../../src/storage/local.ts';

/** Writes bytes as the parts of tasks 0 to n, as attempts would have. */
export async function writeParts(
  folder: string,
  contents: readonly Uint8Array[],
  facts: readonly Partial<PartReceipt>[] = [],
): Promise<readonly WinningPart[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    contents.map(async (bytes, task) => {
      const uri = join(folder, partName({ task, attempt: 1 }));
      await writeFile(uri, bytes);
      return { uri, receipt: { ...receiptOf(task, bytes), ...facts[task] } };
    }),
  );
}

function receiptOf(task: number, bytes: Uint8Array): PartReceipt {
  return {
    task,
    attempt: 1,
    revision: 0,
    worker: 'test',
    slices: [sliceOf(`/input/file-${task}`)],
    itemsIn: 0,
    itemsOut: 0,
    bytesIn: 0,
    bytesOut: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    startedAt: '2024-01-01T00:00:00.000Z',
    endedAt: '2024-01-01T00:00:01.000Z',
  };
}

/** All of an empty file. */
export function sliceOf(uri: string): Slice {
  return { uri, size: 0, fingerprint: '0', start: 0, end: 0 };
}

interface Consolidated {
  readonly files: readonly ResultFile[];
  /** What `advance` was told. */
  readonly progress: readonly number[];
  readonly read: (name: string) => Promise<Buffer>;
}

/** Brings parts together in a folder, in this thread. */
export async function consolidated(
  name: Consolidation,
  parts: readonly WinningPart[],
  into: string,
): Promise<Consolidated> {
  return consolidatedBy({ consolidations: [name] }, parts, into);
}

/** What an operation says of its parts, and what the job file says of the result. */
type Wish = Pick<Traits, 'consolidations'> &
  Partial<Traits> &
  Pick<ConsolidationTask, 'order' | 'memory' | 'shards'>;

/** Brings parts together by the first way of an operation. */
export async function consolidatedBy(
  { consolidations: [name], ...wish }: Wish,
  parts: readonly WinningPart[],
  into: string,
): Promise<Consolidated> {
  const progress: number[] = [];
  const files = await consolidatorOf(name).consolidate({
    parts,
    into,
    algorithm: { type: 'none of those that look at it' },
    ...wish,
    result: 'result',
    storage: localFiles({ blockSize: 1013 }),
    signal: new AbortController().signal,
    advance: (bytes) => void progress.push(bytes),
  });
  return { files, progress, read: async (file) => readFile(join(into, file)) };
}
