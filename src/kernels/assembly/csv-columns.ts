import { clearDictionary, isTooFull, numberOf, valueCount } from './csv-columns/dictionary';

export { valueCount };

/**
 * Takes rows of CSV apart. Only what leaves no doubt is taken: rows of one length that all end alike, and quotes around
 * whole fields.
 *
 * Memory, from low to high: the rows · where their fields end · a column's bits · a column's values · their numbers in a
 * dictionary. The values take at most four times the room of the rows: eight bytes for a digit and the byte after it.
 */
export const input: usize = (__heap_base + 63) & ~63;
export const inputSize: usize = 1 << 20;
const ends: usize = input + inputSize + 64;
export const bits: usize = ends + (inputSize << 2) + 64;
export const values: usize = bits + (inputSize >>> 3) + 64;
export const numbers: usize = values + (inputSize << 2) + 64;
const memoryEnd: usize = numbers + inputSize + 64;

const QUOTE: u8 = 0x22;

let fields: usize = 1;
let isCrlf: bool = false;
let rows: usize = 0;
/** Bytes of the whole rows. */
let taken: usize = 0;
let marked: usize = ends;

/** Makes room for all of it. */
export function reserve(): void {
  const pages = <i32>((memoryEnd + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

/**
 * Finds the fields of the whole rows in the first bytes of the input, where a row starts: so many in each, and CRLF or a
 * newline alone at their ends. False where there is doubt.
 */
export function scan(length: usize, fieldCount: usize, crlf: bool): bool {
  fields = fieldCount;
  isCrlf = crlf;
  const end = input + length;
  memory.fill(end, 0, 64);
  marked = ends;
  let newlineCount: u64 = 0;
  // Of the bytes before: all bits where they end within quotes, and the lowest bit for what the last of them is.
  let quoted: u64 = 0;
  let afterEnd: u64 = 1;
  let afterClosing: u64 = 0;
  let afterReturn: u64 = 0;
  let doubts: u64 = 0;
  for (let at = input; at < end; at += 64) {
    const quotes = find(at, i8x16.splat(QUOTE));
    const inside = quotes === 0 ? quoted : parity(quotes) ^ quoted;
    const newlines = find(at, i8x16.splat(0x0a)) & ~inside;
    const returns = find(at, i8x16.splat(0x0d)) & ~inside;
    const fieldEnds = (find(at, i8x16.splat(0x2c)) & ~inside) | newlines;
    const closing = quotes & ~inside;
    // A quote opens a field, or comes after another one; and after one that closes, the field ends.
    let doubt = quotes & inside & ~(((fieldEnds | closing) << 1) | afterEnd | afterClosing);
    doubt |= ((closing << 1) | afterClosing) & ~(fieldEnds | quotes | returns);
    doubt |= isCrlf ? ((returns << 1) | afterReturn) ^ newlines : returns;
    const isLast = end - at < 64;
    doubts |= isLast ? doubt & (((<u64>1) << (end - at)) - 1) : doubt;
    mark(fieldEnds, at);
    newlineCount += popcnt(newlines);
    afterEnd = fieldEnds >>> 63;
    afterClosing = closing >>> 63;
    afterReturn = returns >>> 63;
    quoted = <u64>((<i64>inside) >> 63);
  }
  return doubts === 0 && takeRows(<usize>newlineCount);
}

/** A bit for each of 64 bytes: whether it is `byte`. */
function find(at: usize, byte: v128): u64 {
  const a = <u64>i8x16.bitmask(i8x16.eq(v128.load(at), byte));
  const b = <u64>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte));
  const c = <u64>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte));
  const d = <u64>i8x16.bitmask(i8x16.eq(v128.load(at, 48), byte));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/** Each bit becomes the parity of the bits up to it. */
function parity(mask: u64): u64 {
  let all = mask ^ (mask << 1);
  all ^= all << 2;
  all ^= all << 4;
  all ^= all << 8;
  all ^= all << 16;
  return all ^ (all << 32);
}

function mark(fieldEnds: u64, at: usize): void {
  for (let left = fieldEnds; left !== 0; left &= left - 1) {
    store<u32>(marked, <u32>(at + <usize>ctz(left)));
    marked += 4;
  }
}

/** Whether each row has its number of fields: where every so-manieth end is a newline, and no other is. */
function takeRows(count: usize): bool {
  rows = count;
  taken = 0;
  if (count === 0) return true;
  const size = fields << 2;
  if (ends + count * size > marked) return false;
  for (let row = ends + size - 4, last = ends + count * size; row < last; row += size) {
    if (load<u8>(load<u32>(row)) !== 0x0a) return false;
  }
  taken = usize(load<u32>(ends + count * size - 4)) + 1 - input;
  return true;
}

export function rowCount(): usize {
  return rows;
}

export function takenBytes(): usize {
  return taken;
}

export const TEXT: u32 = 0;
export const INTEGER: u32 = 1;
/** Text of which each value is there once. */
export const DICTIONARY: u32 = 2;

let isInteger: bool = false;
let isUnsure: bool = false;
let numbersEnd: usize = numbers;

/**
 * Writes the values of a column, from a row on: a bit for each that is not empty, from the low ones up; and its length and
 * its bytes, or a whole number of 64 bits; or with a dictionary each value once, and for each field the number of its value
 * in two bytes. Gives how many bytes the values take; or -1 where one is no plain whole number, or too many differ.
 */
export function take(column: usize, firstRow: usize, kind: u32): i32 {
  isInteger = kind === INTEGER;
  isUnsure = false;
  numbersEnd = numbers;
  if (kind === DICTIONARY) clearDictionary();
  const size = fields << 2;
  const cut: usize = isCrlf && column === fields - 1 ? 1 : 0;
  const last = rows - firstRow;
  let place = values;
  let byte: u32 = 0;
  for (let index: usize = 0; index < last; index++) {
    const fieldEnd = ends + (firstRow + index) * size + (column << 2);
    const from = fieldEnd === ends ? input : usize(load<u32>(fieldEnd - 4)) + 1;
    const to = usize(load<u32>(fieldEnd)) - cut;
    const after = to > from ? value(from, to, place) : place;
    byte |= u32(after > place) << u32(index & 7);
    if (after > place) place = kind === DICTIONARY ? onlyOnce(place, after) : after;
    if ((index & 7) === 7 || index + 1 === last) {
      store<u8>(bits + (index >>> 3), byte);
      byte = 0;
    }
  }
  return isUnsure ? -1 : i32(place - values);
}

/** Bytes of the numbers of the values. */
export function numberBytes(): usize {
  return numbersEnd - numbers;
}

/** Keeps a value that is new to the dictionary; gives where the next one goes. */
function onlyOnce(at: usize, after: usize): usize {
  if (isUnsure) return at;
  const before = valueCount();
  store<u16>(numbersEnd, numberOf(at));
  numbersEnd += 2;
  isUnsure = isTooFull();
  return valueCount() > before ? after : at;
}

function value(from: usize, to: usize, place: usize): usize {
  const isQuoted = load<u8>(from) === QUOTE;
  if (isInteger) return integer(from + usize(isQuoted), to - usize(isQuoted), place);
  return isQuoted ? unquoted(from + 1, to - 1, place) : plain(from, to, place);
}

/** So many digits always fit. */
const MOST_DIGITS: usize = 18;

function integer(from: usize, to: usize, place: usize): usize {
  if (from === to) return place;
  const isNegative = load<u8>(from) === 0x2d;
  const first = from + usize(isNegative);
  let number: i64 = 0;
  let others: u32 = u32(to === first) | u32(to - first > MOST_DIGITS);
  for (let at = first; at < to; at++) {
    const digit = u32(load<u8>(at)) - 0x30;
    others |= u32(digit > 9);
    number = number * 10 + digit;
  }
  if (others !== 0) isUnsure = true;
  store<i64>(place, isNegative ? -number : number);
  return place + 8;
}

/** Writes a field after its length; gives where it ends. */
function plain(from: usize, to: usize, place: usize): usize {
  const length = to - from;
  store<u32>(place, <u32>length);
  v128.store(place + 4, v128.load(from));
  if (length > 16) memory.copy(place + 20, from + 16, length - 16);
  return place + 4 + length;
}

/** The same of what lies between quotes, in which two quotes are one. An empty one is none. */
function unquoted(from: usize, to: usize, place: usize): usize {
  let into = place + 4;
  for (let at = from; at < to;) {
    const block = v128.load(at);
    const quotes = i8x16.bitmask(i8x16.eq(block, i8x16.splat(QUOTE)));
    v128.store(into, block);
    const step = min<usize>(quotes === 0 ? 16 : ctz(quotes) + 1, to - at);
    into += step;
    // The second of two.
    at += step + usize(quotes !== 0 && at + step < to);
  }
  store<u32>(place, <u32>(into - place - 4));
  return into > place + 4 ? into : place;
}
