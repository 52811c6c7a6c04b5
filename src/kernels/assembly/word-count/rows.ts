import { INLINE } from '../text/key';
import { OUTPUT, OUTPUT_SIZE, copy } from './memory';
import { clear } from './count';
import { recordOf, sortRecords } from './sort';
import { COUNT, HIGH, LOW, firstRecord, wordsInTable } from './table';

/** The longest end of a row: a tab, 20 digits and a newline; and what copying may write too much. */
const ROW_END: usize = 22 + 16;

let entries: usize = 0;
let index: usize = 0;
/** How many bytes of the word with this index were written already. */
let written: usize = 0;

/** Sorts the table's words; gives how many there are. Afterwards all rows must be taken before anything is fed. */
export function drain(): usize {
  entries = sortRecords(firstRecord(), wordsInTable());
  index = written = 0;
  return wordsInTable();
}

/** Writes rows of `word TAB count LF` to the output until it is full; gives its length, 0 when the table is empty. */
export function rows(): usize {
  const end = OUTPUT + OUTPUT_SIZE;
  let at = OUTPUT;
  for (const count = wordsInTable(); index < count; index++) {
    const record = recordOf(entries, index);
    const length = <usize>load<u32>(record);
    const from = length > INLINE ? <usize>load<u32>(record, HIGH) : record + LOW;
    if (at + ROW_END >= end) return at - OUTPUT;
    const part = min(length - written, end - at - ROW_END);
    copy(at, from + written, part);
    at += part;
    written += part;
    if (written < length) return at - OUTPUT;
    at = endRow(at, load<u64>(record, COUNT));
    written = 0;
  }
  if (at === OUTPUT) clear();
  return at - OUTPUT;
}

/** Writes a tab, a number in decimal and a newline. */
function endRow(at: usize, count: u64): usize {
  if (count < 10) {
    store<u32>(at, 0x0a3009 + ((<u32>count) << 8));
    return at + 3;
  }
  let digits: usize = 1;
  for (let rest = count / 10; rest > 0; rest /= 10) digits++;
  store<u8>(at, 0x09);
  for (let digit = at + digits; digit > at; digit--) {
    store<u8>(digit, 0x30 + <u8>(count % 10));
    count /= 10;
  }
  store<u8>(at + digits + 1, 0x0a);
  return at + digits + 2;
}
