import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { letterUris } from '../dead-letters/dead-letter.ts';
import type { Storages } from '../storage/index.ts';
import { isDraft } from '../storage/local/output.ts';
import { legFolder } from './legs.ts';
import { partUris } from './part.ts';
import type { Attempt } from './runner.ts';
import { scratchFor } from './scratch.ts';

/** Removes all that an attempt whose thread died has written but its log, and what it saved for the next one. */
export async function removeLeftovers(attempt: Attempt, storages: Storages): Promise<void> {
  const [part, receipt] = partUris(attempt);
  const { bytes, index } = letterUris(part);
  const hasLegs = (await storages(part).names(legFolder(part))).length > 0;
  const drafts = [...(await draftsOf(part)), ...(await draftsOf(attempt.log))];
  await scratchFor(part, storages).remove();
  for (const uri of [...(hasLegs ? [] : [part]), receipt, bytes, index, ...drafts])
    await storages(uri).remove(uri);
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
