import {
  CHUNKS,
  countNewlines,
  firstSpace,
  lowerCase,
  pad,
  spaces64,
  takenOff,
} from '../text/whitespace';
import { INLINE, firstBytes, hashOf, hashOfLong } from '../text/key';
import { INPUT, copy, reach } from './memory';
import {
  COUNT,
  HIGH,
  LOW,
  RECORD,
  bucketOf,
  clearTable,
  countWord,
  endOfArena,
  hasRoom,
  likelyRecord,
  openTable,
} from './table';

/** Words are counted in batches of about so many, so that their cache misses overlap. */
const BATCH: usize = 64;

/** Addresses where words start and end, in turns. */
const borders = memory.data(4 * (2 * 64 + 64 + 8), 16);
/** For each word of the batch what its record would hold. */
const batch = memory.data(32 * (64 + 64), 16);

let ignoreCase = false;
let cursor: usize = 0;
let end: usize = 0;
/** 1 where the byte before the cursor parts words. */
let afterSpace: u64 = 1;
/** Where the word started whose end is beyond the cursor; 0 where there is none. */
let started: usize = 0;
/** The length of the word that the block before did not end; it lies at the end of the arena. */
let openLength: usize = 0;

let lines: u64 = 0;
let words: u64 = 0;
let bytes: u64 = 0;

/** Starts anew. */
export function open(limit: usize, foldCase: bool): void {
  openTable(limit);
  ignoreCase = foldCase;
  cursor = end = 0;
  started = openLength = 0;
  lines = words = bytes = 0;
}

/** Counts the words of a block that lies in the input; false where `drain` and `resume` must follow. */
export function feed(length: usize): bool {
  if (length === 0) return true;
  cursor = INPUT;
  end = INPUT + length;
  bytes += length;
  if (ignoreCase) lowerCase(cursor, end);
  pad(end);
  afterSpace = 1;
  return resume();
}

/** Goes on with a block that a full table stopped. */
export function resume(): bool {
  if (cursor < end && openLength > 0) {
    if (!hasRoom()) return false;
    endOpenWord();
  }
  while (cursor < end) {
    if (!hasRoom()) return false;
    countWords(findWords());
  }
  if (started > 0) keepOpen(started, end);
  started = 0;
  return true;
}

/** Ends the word that the last block left open. */
export function endOfFile(): void {
  if (openLength > 0) countOpenWord();
}

/** Empties the table but for the word that is open. */
export function clear(): void {
  const from = endOfArena();
  clearTable();
  if (openLength > 0) copy(endOfArena(), from, openLength);
}

export function lineCount(): f64 {
  return <f64>lines;
}

export function wordCount(): f64 {
  return <f64>words;
}

export function byteCount(): f64 {
  return <f64>bytes;
}

function keepOpen(from: usize, to: usize): void {
  reach(endOfArena() + openLength + (to - from) + 64);
  copy(endOfArena() + openLength, from, to - from);
  openLength += to - from;
}

function endOpenWord(): void {
  const space = firstSpace(cursor, end);
  keepOpen(cursor, space);
  cursor = space;
  if (space < end) countOpenWord();
}

function countOpenWord(): void {
  store<usize>(borders, endOfArena());
  store<usize>(borders, endOfArena() + openLength, 4);
  countWords(1);
  openLength = 0;
}

/** Finds the words from the cursor on, about a batch of them; leaves one that is not ended pending. */
function findWords(): usize {
  const enough = borders + 2 * BATCH * 4;
  let at = cursor;
  const stop = min(end, at + 64 * CHUNKS);
  let next = borders;
  if (started > 0) {
    store<usize>(next, started);
    next += 4;
  }
  let before = afterSpace;
  let newlines = i8x16.splat(0);
  do {
    const mask = spaces64(at);
    newlines = countNewlines(newlines, at);
    next = writeBorders(mask ^ ((mask << 1) | before), at, next);
    before = mask >>> 63;
    at += 64;
  } while (at < stop && next < enough);
  lines += takenOff(newlines);
  afterSpace = before;
  cursor = at;
  const isOdd = (next - borders) & 4;
  started = isOdd ? load<usize>(next - 4) : 0;
  return (next - borders) >>> 3;
}

/** Writes the address of each 1 of the mask; in fours, as few branches are mispredicted that way. */
function writeBorders(mask: u64, at: usize, next: usize): usize {
  const after = next + 4 * <usize>popcnt(mask);
  for (; next < after; next += 16) {
    store<u32>(next, <u32>(at + <usize>ctz(mask)));
    mask &= mask - 1;
    store<u32>(next, <u32>(at + <usize>ctz(mask)), 4);
    mask &= mask - 1;
    store<u32>(next, <u32>(at + <usize>ctz(mask)), 8);
    mask &= mask - 1;
    store<u32>(next, <u32>(at + <usize>ctz(mask)), 12);
    mask &= mask - 1;
  }
  return after;
}

/**
 * Counts the words between the first borders, in passes: first all buckets are fetched, then all records. A processor looks
 * some 250 instructions ahead, so cache misses overlap only where little else is done between them.
 */
function countWords(count: usize): void {
  const end = batch + RECORD * count;
  for (let at = batch, border = borders; at < end; at += RECORD, border += 8) {
    const from = load<usize>(border);
    prepareWord(at, from, load<usize>(border, 4) - from);
  }
  fetchBuckets(end);
  fetchRecords(end);
  for (let at = batch; at < end; at += RECORD) {
    countWord(load<usize>(at, COUNT), load<u64>(at), load<u64>(at, LOW), load<u64>(at, HIGH));
  }
  words += count;
}

/** Writes what the word's record would hold, with the address of its bucket in place of the count. */
function prepareWord(at: usize, from: usize, length: usize): void {
  const key = firstBytes(from, length);
  const low = i64x2.extract_lane(key, 0);
  let high = i64x2.extract_lane(key, 1);
  let hash: u32;
  if (length > INLINE) {
    hash = hashOfLong(from, length);
    high = from;
  } else {
    hash = hashOf(low, high);
  }
  store<u64>(at, ((<u64>hash) << 32) | length);
  store<usize>(at, bucketOf(hash), COUNT);
  store<u64>(at, low, LOW);
  store<u64>(at, high, HIGH);
}

/** Brings the buckets into the cache. As a load may trap, it is not left out though its result goes nowhere. */
function fetchBuckets(end: usize): void {
  for (let at = batch; at < end; at += RECORD) load<u32>(load<usize>(at, COUNT));
}

/** Brings the records into the cache, and puts the address where each word's record probably is in place of its bucket's. */
function fetchRecords(end: usize): void {
  for (let at = batch; at < end; at += RECORD) {
    const record = likelyRecord(load<usize>(at, COUNT), load<u32>(at, 4));
    store<usize>(at, record, COUNT);
    load<u32>(record);
  }
}
