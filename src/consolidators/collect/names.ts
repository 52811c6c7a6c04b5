import { commonFolder, isResultName } from '../../domain/result-name.ts';
import { DataError } from '../../errors.ts';
import type { ConsolidationTask, WinningPart } from '../consolidator.ts';

type Naming = Pick<ConsolidationTask, 'parts' | 'rename'>;

/**
 * The names of the result's files by the URIs of their inputs. Throws `BadConfig` where two inputs would have one name,
 * where a file would be in another's place, and where a name would not be one below the output folder.
 */
export function resultNames({
  parts,
  rename = (name) => name,
}: Naming): ReadonlyMap<string, string> {
  const root = commonFolder(inputsOf(parts));
  const inputOf = new Map<string, string>();
  const names = new Map<string, string>();
  for (const uri of inputsOf(parts)) {
    if (names.has(uri)) continue;
    const name = rename(uri.slice(root.length));
    if (!isResultName(name))
      throw unfit(uri, `the name ${JSON.stringify(name)} is not free for it`);
    const other = inputOf.get(name);
    if (other !== undefined) throw unfit(uri, `its file would be that of ${JSON.stringify(other)}`);
    inputOf.set(name, uri);
    names.set(uri, name);
  }
  refuseFilesAsFolders(inputOf);
  return names;
}

/** The input of every slice, in the order of the parts. */
function* inputsOf(parts: readonly WinningPart[]): Generator<string> {
  for (const { receipt } of parts) for (const { uri } of receipt.slices) yield uri;
}

/** Of `a.gz` and `a/b.gz`, both cannot lose their `.gz`. */
function refuseFilesAsFolders(inputOf: ReadonlyMap<string, string>): void {
  for (const [name, uri] of inputOf) {
    for (let slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      const other = inputOf.get(name.slice(0, slash));
      if (other === undefined) continue;
      throw unfit(uri, `the file of ${JSON.stringify(other)} would be where its folder is`);
    }
  }
}

function unfit(uri: string, why: string): DataError {
  return new DataError(
    'BadConfig',
    `expected a file of its own for each input, but for ${JSON.stringify(uri)} there can be none: ${why}; leave one out, or choose another output.consolidate`,
  );
}
