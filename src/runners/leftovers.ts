import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Storages } from '../storage/index.ts';
import { isDraft } from '../storage/local/output.ts';
import { partUris } from './part.ts';
import type { Attempt } from './runner.ts';
import { scratchFor } from './scratch.ts';

/** Removes all that an attempt whose thread died has written but its log. */
export async function removeLeftovers(attempt: Attempt, storages: Storages): Promise<void> {
  const [part, receipt] = partUris(attempt);
  const drafts = [...(await draftsOf(part)), ...(await draftsOf(attempt.log))];
  await scratchFor(part, storages).remove();
  for (const uri of [part, receipt, ...drafts]) await storages(uri).remove(uri);
}

/** Drafts are names of the local storage's own, which it shows to nobody: `.<name>.<random>.tmp` beside the file. */
async function draftsOf(path: string): Promise<readonly string[]> {
  const folder = dirname(path);
  const start = `.${basename(path)}.`;
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => isDraft(name) && name.startsWith(start))
    .map((name) => `${folder}/${name}`);
}
