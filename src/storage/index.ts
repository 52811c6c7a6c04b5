import { DataError } from '../errors.ts';
import { localFiles } from './local.ts';
import type { Storage } from './storage.ts';

/** The storage that a path or URL belongs to. What no storage takes is a `BadConfig` that says which there are. */
export type Storages = (uri: string) => Storage;

/**
 * Every storage djc knows, chosen by URL scheme; a plain absolute path is a local file. With `blocking`, reads hold the
 * thread up, which makes them faster.
 */
export function storages(options: { readonly blocking?: boolean } = {}): Storages {
  const local = localFiles(options);
  return (uri) => {
    if (uri.startsWith('/')) return local;
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1];
    throw new DataError('BadConfig', refusal(uri, scheme));
  };
}

function refusal(uri: string, scheme: string | undefined): string {
  const what = JSON.stringify(uri);
  if (scheme === undefined) return `${what} is not an absolute path: it must start with "/"`;
  return `djc cannot read or write ${scheme}:// addresses such as ${what}; it knows plain paths such as "/data/logs"`;
}
