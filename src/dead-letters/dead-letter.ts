/** A record that a task could not process and took out, as `dead-letter/index.jsonl` tells of it, in snake_case. */
export interface DeadLetter {
  /** The input's path or URL. */
  readonly file: string;
  /** Where the record starts in the file, or in what it holds decompressed; not there where nobody can tell. */
  readonly offset?: number | undefined;
  /** Of the record, its line end included. */
  readonly bytes: number;
  /** The number of the record in the file, from 1, a header not counted; not there where tasks before it are missing. */
  readonly record?: number | undefined;
  /** Where its bytes start in `dead-letter/records`; not there for a whole file, which lies where it always did. */
  readonly at?: number | undefined;
  readonly reason: string;
  readonly task: number;
  readonly attempt: number;
  /** A shell line that shows the record, or runs the command on it. */
  readonly reproduce?: string | undefined;
}

/** What an attempt keeps of a bad record beside its part: `record` is counted within the slice. */
export interface KeptLetter extends DeadLetter {
  /** Which slice of the partition. */
  readonly slice: number;
}

/** The files that an attempt keeps bad records in: their bytes, and a JSON line about each. */
export function letterUris(partUri: string): { readonly bytes: string; readonly index: string } {
  return { bytes: `${partUri}.rejected`, index: `${partUri}.rejected.jsonl` };
}
