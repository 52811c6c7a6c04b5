import { manifestName, successName } from './work-folder.ts';

const ownNames: ReadonlySet<string> = new Set([manifestName, successName, '.djc']);

/** Whether a file of a result may have this name: it stays below the output folder, and leaves djc's own files alone. */
export function isResultName(name: string): boolean {
  const segments = name.split('/');
  const [first = ''] = segments;
  return !ownNames.has(first) && !segments.some((it) => it === '' || it === '.' || it === '..');
}

/** The longest folder that holds all of the paths, with its slash; that of a path alone is its own. */
export function commonFolder(paths: Iterable<string>): string {
  let common: string | undefined;
  for (const path of paths) {
    common ??= folderOf(path);
    while (!path.startsWith(common)) common = folderOf(common.slice(0, -1));
  }
  return common ?? '';
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
