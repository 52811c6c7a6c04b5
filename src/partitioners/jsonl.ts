import { readBgzfLines } from './bgzf.ts';
import { evenSlices } from './cut.ts';
import { readLines } from './lines.ts';
import { lineEnds } from './record-limit.ts';
import { ofRecords } from './records.ts';

/** A newline inside a JSON value is always escaped, so that the rule for lines serves. */
export const jsonl = ofRecords({
  format: 'jsonl',
  summary: 'JSON values, one a line: cut and packed as lines of text are.',
  ends: lineEnds,
  split: evenSlices,
  read: readLines,
  readBlocks: readBgzfLines,
});
