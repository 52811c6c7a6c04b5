import { toCamelCaseKeys } from 'es-toolkit';
import { z } from 'zod';
import { manifestName } from '../domain/work-folder.ts';
import type { Storage } from '../storage/storage.ts';
import { readText } from '../storage/text.ts';

const count = z.int().min(0);

const slice = z.object({
  uri: z.string(),
  size: count,
  fingerprint: z.string(),
  start: count,
  end: count,
});

/** What a proof needs of a manifest. */
const schema = z.object({
  job: z.string(),
  partial: z.boolean(),
  totals: z.object({ tasks: count, files: count, bytes: count, itemsIn: count }),
  results: z.array(z.object({ name: z.string(), bytes: count, sha256: z.string() })),
  parts: z.array(
    z.object({ task: count, itemsIn: count, rejected: count.default(0), slices: z.array(slice) }),
  ),
  missing: z.array(z.object({ task: count, slices: z.array(slice) })),
});

export type ManifestRead = z.output<typeof schema>;

/** The manifest in an output folder; undefined where there is none, or none that djc wrote. */
export async function readManifest(
  storage: Storage,
  output: string,
): Promise<ManifestRead | undefined> {
  const uri = `${output}/${manifestName}`;
  if (!(await storage.stat(uri))) return undefined;
  const value = parsed(await readText(storage, uri));
  return schema.safeParse(value).data;
}

function parsed(text: string): unknown {
  try {
    return toCamelCaseKeys(JSON.parse(text));
  } catch {
    return undefined;
  }
}
