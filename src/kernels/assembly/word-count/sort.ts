import { INLINE } from '../text/key';
import { HIGH, LOW, RECORD, sortRoom } from './table';

/** What is sorted is 16 bytes a word: 8 bytes of its text as a number, first byte highest · its record's address. */
const ENTRY: usize = 16;
const RECORD_AT: usize = 8;

/** So few words are sorted by insertion. */
const FEW: usize = 48;
const DIGITS: usize = 8;
const VALUES: usize = 256;

/** How often each value of each digit occurs, and later where the next such entry goes. */
const tallies = memory.data(4 * 8 * 256, 16);

let scratch: usize = 0;

/** Sorts records by their words' bytes; gives the entries, which lie in the room after the records. */
export function sortRecords(records: usize, count: usize): usize {
  const entries = sortRoom();
  scratch = entries + count * ENTRY;
  for (let i: usize = 0; i < count; i++) {
    store<usize>(entries + i * ENTRY, records + i * RECORD, RECORD_AT);
  }
  sort(entries, entries + count * ENTRY, 0);
  return entries;
}

/** The record of the sorted entry with this index. */
export function recordOf(entries: usize, index: usize): usize {
  return load<usize>(entries + index * ENTRY, RECORD_AT);
}

/** Sorts entries whose words are the same up to a depth: by 8 bytes, then those that tie by the 8 bytes that follow. */
function sort(from: usize, to: usize, depth: usize): void {
  loadKeys(from, to, depth);
  if (to - from <= FEW * ENTRY) return sortByInsertion(from, to, depth);
  sortByDigits(from, to);
  while (from < to) {
    let end = from + ENTRY;
    while (end < to && load<u64>(end) === load<u64>(from)) end += ENTRY;
    if (end - from > ENTRY) {
      const rest = sortEnded(from, end, depth + 8);
      if (rest < end) sort(rest, end, depth + 8);
    }
    from = end;
  }
}

function loadKeys(from: usize, to: usize, depth: usize): void {
  for (; from < to; from += ENTRY) store<u64>(from, keyAt(load<usize>(from, RECORD_AT), depth));
}

/** Brings the words to the front that end before the depth, at most 8 as they differ in length only. */
function sortEnded(from: usize, to: usize, depth: usize): usize {
  let rest = from;
  for (let at = from; at < to; at += ENTRY) {
    if (load<usize>(load<usize>(at, RECORD_AT)) > depth) continue;
    swap(at, rest);
    rest += ENTRY;
  }
  sortByInsertion(from, rest, depth);
  return rest;
}

function swap(one: usize, other: usize): void {
  const entry = v128.load(one);
  v128.store(one, v128.load(other));
  v128.store(other, entry);
}

function sortByInsertion(from: usize, to: usize, depth: usize): void {
  for (let next = from + ENTRY; next < to; next += ENTRY) {
    const entry = v128.load(next);
    const key = load<u64>(next);
    const record = load<usize>(next, RECORD_AT);
    let at = next;
    for (; at > from; at -= ENTRY) {
      const before = load<u64>(at - ENTRY);
      if (before < key) break;
      if (before === key && comesBefore(load<usize>(at - ENTRY, RECORD_AT), record, depth)) break;
      v128.store(at, v128.load(at - ENTRY));
    }
    v128.store(at, entry);
  }
}

/** Whether a word comes before another one that is the same up to a depth. */
function comesBefore(one: usize, other: usize, depth: usize): bool {
  const length = load<usize>(one);
  const otherLength = load<usize>(other);
  for (const end = min(length, otherLength); depth < end; depth += 8) {
    const key = keyAt(one, depth);
    const otherKey = keyAt(other, depth);
    if (key !== otherKey) return key < otherKey;
  }
  return length < otherLength;
}

/** Eight bytes of a record's word from a depth on, the first byte highest, zeros beyond its end. */
function keyAt(record: usize, depth: usize): u64 {
  const length = <usize>load<usize>(record);
  if (length <= INLINE) return depth < INLINE ? bswap(load<u64>(record + LOW + depth)) : 0;
  if (depth >= length) return 0;
  const key = bswap(load<u64>(<usize>load<usize>(record, HIGH) + depth));
  const rest = length - depth;
  return rest >= 8 ? key : key & ~((<u64>-1) >>> (8 * rest));
}

/** Radix sort by the keys, lowest byte first; bytes that are the same in all keys cost nothing. */
function sortByDigits(from: usize, to: usize): void {
  tally(from, to);
  const size = to - from;
  let source = from;
  let target = scratch;
  for (let digit: usize = 0; digit < DIGITS; digit++) {
    const places = tallies + digit * VALUES * 4;
    const value = <usize>load<u8>(source + digit);
    if (load<usize>(places + 4 * value) * ENTRY === size) continue;
    distribute(source, source + size, digit, target);
    const other = source;
    source = target;
    target = other;
  }
  if (source !== from) memory.copy(from, source, size);
}

function tally(from: usize, to: usize): void {
  memory.fill(tallies, 0, 4 * DIGITS * VALUES);
  for (; from < to; from += ENTRY) {
    for (let digit: usize = 0; digit < DIGITS; digit++) {
      const place = tallies + (digit * VALUES + load<u8>(from + digit)) * 4;
      store<usize>(place, load<usize>(place) + 1);
    }
  }
}

function distribute(from: usize, to: usize, digit: usize, target: usize): void {
  const places = tallies + digit * VALUES * 4;
  for (let value: usize = 0; value < VALUES; value++) {
    const count = load<usize>(places + 4 * value);
    store<usize>(places + 4 * value, target);
    target += count * ENTRY;
  }
  for (; from < to; from += ENTRY) {
    const place = places + 4 * <usize>load<u8>(from + digit);
    const at = load<usize>(place);
    v128.store(at, v128.load(from));
    store<usize>(place, at + ENTRY);
  }
}
