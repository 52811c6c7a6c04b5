/** Where a block of up to `inputSize` bytes must lie. */
export const inputSize: usize = 1 << 20;
export const input: usize = (__heap_base + 63) & ~63;
/** 256 totals of 64 bits. */
export const output: usize = memory.data(8 * 256, 16);

/** Equal bytes in a row would wait for each other's count; so each of four in a row has a table of its own. */
const tables = memory.data(4 * 4 * 256, 16);
const TABLE: usize = 4 * 256;

/** Starts anew. */
export function open(): void {
  const pages = <i32>((input + inputSize + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  memory.fill(output, 0, 8 * 256);
}

/** Counts how often each byte occurs in a block. */
export function feed(length: usize): void {
  const end = input + length;
  let at = input;
  for (; at + 8 <= end; at += 8) {
    const bytes = load<u64>(at);
    count(<u32>bytes);
    count(<u32>(bytes >>> 32));
  }
  for (; at < end; at++) increment(0, load<u8>(at));
  addTables();
}

function count(bytes: u32): void {
  increment(0, bytes & 0xff);
  increment(TABLE, (bytes >>> 8) & 0xff);
  increment(2 * TABLE, (bytes >>> 16) & 0xff);
  increment(3 * TABLE, bytes >>> 24);
}

function increment(table: usize, byte: u32): void {
  const at = tables + table + 4 * <usize>byte;
  store<u32>(at, load<u32>(at) + 1);
}

function addTables(): void {
  for (let value: usize = 0; value < 256; value++) {
    let sum: u64 = 0;
    for (let table: usize = 0; table < 4; table++) {
      const at = tables + table * TABLE + 4 * value;
      sum += load<u32>(at);
      store<u32>(at, 0);
    }
    store<u64>(output + 8 * value, load<u64>(output + 8 * value) + sum);
  }
}
