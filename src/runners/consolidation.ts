import pLimit from 'p-limit';
import type { WinningPart } from '../consolidators/consolidator.ts';
import { consolidatorOf } from '../consolidators/index.ts';
import { gatherLetters } from '../dead-letters/gather.ts';
import type { PartReceipt, ResultFile } from '../domain/part.ts';
import { traitsOf } from '../processors/index.ts';
import type { Algorithm, Consolidation, ResultOrder } from '../processors/processor.ts';
import type { Storages } from '../storage/index.ts';
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
  readonly parts: readonly { readonly uri: string; readonly receiptUri: string }[];
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
  const limit = pLimit(readsAtOnce);
  const withReceipts = await limit.map(parts, async ({ uri, receiptUri }): Promise<WinningPart> => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- part.ts writes receipts, whole or not at all
    const receipt = JSON.parse(await readText(storage, receiptUri)) as PartReceipt;
    return { uri, receipt };
  });
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
