import { INLINE, areSame } from '../text/key';
import { INDEX, copy, reach } from './memory';

/**
 * A record is 32 bytes: 0 length · 4 hash · 8 count · 16 the word's bytes, zeros after them.
 * A word of more than 16 bytes has its first 8 there, and then the address of all of them in the arena.
 * Records lie in the order in which their words were first met, so that those of frequent words share the cache.
 */
export const RECORD: usize = 32;
export const COUNT: usize = 8;
export const LOW: usize = 16;
export const HIGH: usize = 24;

/**
 * The index is a hash table of buckets of 4 entries. An entry is 4 bytes: 8 bits of the hash, and the record's number
 * from 1 on; 0 where it is free. A full bucket overflows into the next one.
 */
const ENTRY: usize = 4;
const BUCKET: usize = 16;
const NUMBER: u32 = 0xffffff;

const FIRST_INDEX: usize = 1 << 16;
/** What a word may take: its record, its entries in an index at most half full, and what sorting needs. */
const BYTES_A_WORD: usize = 96;
/** Words that may come between two looks at how full the table is. */
const MARGIN: usize = 128;

let indexSize: usize = 0;
let capacity: usize = 0;
let records: usize = 0;
let recordsEnd: usize = 0;
let arena: usize = 0;
let arenaLimit: usize = 0;
let arenaEnd: usize = 0;

/** Empties the table; a quarter of the limit, in bytes, is for the arena. */
export function openTable(limit: usize): void {
  capacity = min(max(limit / BYTES_A_WORD, 2 * MARGIN), NUMBER);
  indexSize = FIRST_INDEX;
  let greatest = FIRST_INDEX;
  while (greatest < capacity * 2 * ENTRY) greatest *= 2;
  records = INDEX + greatest;
  arena = records + 2 * capacity * RECORD;
  arenaLimit = arena + limit / 4;
  reach(arena + 64);
  clearTable();
}

/** Empties the table and leaves its index as large as it is. */
export function clearTable(): void {
  recordsEnd = records;
  arenaEnd = arena;
  memory.fill(INDEX, 0, indexSize);
}

export function firstRecord(): usize {
  return records;
}

/** As much memory as the records may take. */
export function sortRoom(): usize {
  return records + capacity * RECORD;
}

export function wordsInTable(): usize {
  return (recordsEnd - records) / RECORD;
}

export function endOfArena(): usize {
  return arenaEnd;
}

/** Makes room for another batch of words; false where the table must be drained first. */
export function hasRoom(): bool {
  const wanted = wordsInTable() + MARGIN;
  if (wanted > capacity || arenaEnd > arenaLimit) return false;
  if (wanted * 2 * ENTRY > indexSize) grow();
  return true;
}

/** The bucket where a word with this hash is looked for first. */
export function bucketOf(hash: u32): usize {
  return INDEX + ((<usize>hash * BUCKET) & (indexSize - BUCKET));
}

/** The record of the first entry of a bucket with these bits of the hash; else 0, where no record is. */
export function likelyRecord(bucket: usize, hash: u32): usize {
  const entries = v128.load(bucket);
  const tags = i32x4.shr_u(entries, 24);
  const mask = i32x4.bitmask(i32x4.eq(tags, i32x4.splat(hash >>> 24)));
  const number = load<u32>(bucket + ENTRY * ((<usize>ctz(mask)) & 3)) & NUMBER;
  return mask === 0 ? 0 : records + <usize>(number - 1) * RECORD;
}

/** Counts a word given by what its record would hold; for a long one, `high` is where its bytes are now. */
export function countWord(likely: usize, meta: u64, low: u64, high: u64): void {
  const differs =
    (load<u64>(likely) ^ meta) | (load<u64>(likely, LOW) ^ low) | (load<u64>(likely, HIGH) ^ high);
  const at = differs === 0 ? likely : findRecord(meta, low, high);
  store<u64>(at, load<u64>(at, COUNT) + 1, COUNT);
}

/** The word's record; a new one with a count of 0 where the table has none yet. */
function findRecord(meta: u64, low: u64, high: u64): usize {
  const hash = <u32>(meta >>> 32);
  const mask = indexSize - 1;
  let slot = bucketOf(hash) - INDEX;
  for (let entry = load<u32>(INDEX + slot); entry !== 0; entry = load<u32>(INDEX + slot)) {
    const at = records + <usize>((entry & NUMBER) - 1) * RECORD;
    if (entry >>> 24 === hash >>> 24 && isWord(at, meta, low, high)) return at;
    slot = (slot + ENTRY) & mask;
  }
  return insert(INDEX + slot, meta, low, high);
}

function isWord(at: usize, meta: u64, low: u64, high: u64): bool {
  if (load<u64>(at) !== meta || load<u64>(at, LOW) !== low) return false;
  const length = <usize>(<u32>meta);
  if (length <= INLINE) return load<u64>(at, HIGH) === high;
  return areSame(<usize>load<u64>(at, HIGH), <usize>high, length);
}

function insert(entry: usize, meta: u64, low: u64, high: u64): usize {
  const at = recordsEnd;
  recordsEnd += RECORD;
  store<u32>(entry, entryOf(<u32>(meta >>> 32), at));
  store<u64>(at, meta);
  store<u64>(at, 0, COUNT);
  store<u64>(at, low, LOW);
  const length = <usize>(<u32>meta);
  store<u64>(at, length > INLINE ? append(<usize>high, length) : high, HIGH);
  return at;
}

function entryOf(hash: u32, record: usize): u32 {
  return (hash & ~NUMBER) | (<u32>((record - records) / RECORD + 1));
}

/** Copies a word to the arena; it may be there already, just beyond its end. */
function append(from: usize, length: usize): usize {
  const at = arenaEnd;
  arenaEnd += length;
  reach(arenaEnd + 64);
  if (from !== at) copy(at, from, length);
  return at;
}

/** Doubles the index. */
function grow(): void {
  indexSize *= 2;
  memory.fill(INDEX, 0, indexSize);
  const mask = indexSize - 1;
  for (let at = records; at < recordsEnd; at += RECORD) {
    const hash = load<u32>(at, 4);
    let slot = bucketOf(hash) - INDEX;
    while (load<u32>(INDEX + slot) !== 0) slot = (slot + ENTRY) & mask;
    store<u32>(INDEX + slot, entryOf(hash, at));
  }
}
