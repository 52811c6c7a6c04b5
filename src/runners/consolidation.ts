import pLimit from 'p-limit';
import type { WinningPart } from '../consolidators/consolidator.ts';
import { consolidatorOf } from '../consolidators/index.ts';
import { mergeFolder } from '../consolidators/merge.ts';
import { type Shard, shardsOf, type WrittenAt } from '../consolidators/merge/shards.ts';
import { gatherLetters } from '../dead-letters/gather.ts';
import type { PartReceipt, ResultFile } from '../domain/part.ts';
import { traitsOf } from '../processors/index.ts';
import type { Algorithm, Consolidation, ResultOrder } from '../processors/processor.ts';
import type { Storages } from '../storage/index.ts';
import type { Storage } from '../storage/storage.ts';
import { readText } from '../storage/text.ts';

/** What is to be brought together, as plain data: it crosses to a thread. */
export interface ConsolidationWork {
  readonly consolidation: Consolidation;
  /** What made the parts. */
  readonly algorithm: Algorithm;
  /** Bytes that it may hold, where the job file says. */
  readonly memory?: number | undefined;
  readonly order?: ResultOrder | undefined;
  /** The name of the result's file. */
  readonly result: string;
  /** The folder that takes the result's files; private to this attempt. In the same storage as the parts. */
  readonly into: string;
  /** The winning parts, in task order. */
  readonly parts: readonly {
    readonly uri: string;
    readonly receiptUri: string;
    /** As it was read before; it is read unless given. */
    readonly receipt?: PartReceipt;
  }[];
  /** What other threads have merged already. */
  readonly shards?: readonly WrittenAt[] | undefined;
}

interface Control {
  readonly storages: Storages;
  readonly signal: AbortSignal;
  /** Says how many bytes of the parts have been read. */
  advance(bytes: number): void;
}

/** The result's files, and the receipts of the parts they were made from, in task order. */
export interface Consolidated {
  readonly results: readonly ResultFile[];
  readonly receipts: readonly PartReceipt[];
}

/** Receipts read at once. */
const readsAtOnce = 16;

/** Reads the receipts, then brings the parts together as `output.consolidate` says. */
export async function consolidateParts(
  { consolidation, algorithm, parts, ...work }: ConsolidationWork,
  { storages, ...control }: Control,
): Promise<Consolidated> {
  const storage = storages(work.into);
  const withReceipts = await receiptsOf(parts, storage);
  const { finish, rename, top } = traitsOf(algorithm) ?? {};
  const results = await consolidatorOf(consolidation).consolidate({
    ...work,
    algorithm,
    finish,
    rename,
    top,
    ...control,
    parts: withReceipts,
    storage,
  });
  const { into } = work;
  const letters = await gatherLetters({ parts: withReceipts, results, into, storage });
  return {
    results: [...results, ...letters],
    receipts: withReceipts.map(({ receipt }) => receipt),
  };
}

async function receiptsOf<Part extends ConsolidationWork['parts'][number]>(
  parts: readonly Part[],
  storage: Storage,
): Promise<readonly (Part & WinningPart)[]> {
  return pLimit(readsAtOnce).map(parts, async (part) => {
    const receipt =
      part.receipt ??
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- part.ts writes receipts, whole or not at all
      (JSON.parse(await readText(storage, part.receiptUri)) as PartReceipt);
    return { ...part, receipt };
  });
}

/** A consolidation, and how its merge can be shared among threads; not at all where there are no shards. */
export interface SharedWork {
  readonly work: ConsolidationWork;
  readonly shards: readonly Shard[];
}

/** Reads the receipts, and cuts the merge of the parts into shards. */
export async function shareWork(
  work: ConsolidationWork,
  { storages, count }: { readonly storages: Storages; readonly count: number },
): Promise<SharedWork> {
  const storage = storages(work.into);
  const parts = await receiptsOf(work.parts, storage);
  const into = mergeFolder(work.into);
  return { work: { ...work, parts }, shards: await shardsOf({ parts, count, into, storage }) };
}
