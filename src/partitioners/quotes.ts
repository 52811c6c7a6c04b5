const newline = 0x0a;
const quote = 0x22;

/** Whether bytes hold an odd number of double quotes. Looks at four bytes at once: it sees every byte of big inputs. */
export function hasOddQuotes(bytes: Uint8Array): boolean {
  const head = Math.min(bytes.length, -bytes.byteOffset & 3);
  const length = (bytes.length - head) >> 2;
  const words = new Int32Array(bytes.buffer, length > 0 ? bytes.byteOffset + head : 0, length);
  let marks = 0;
  for (let index = 0; index < length; index++) {
    // Leaves the high bit of each byte that is a quote.
    const other = (words[index] ?? 0) ^ 0x22222222;
    marks ^= ~(((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other | 0x7f7f7f7f);
  }
  marks ^= marks >>> 16;
  marks ^= marks >>> 8;
  let isOdd = ((marks >>> 7) & 1) === 1;
  for (const byte of bytes.subarray(0, head)) if (byte === quote) isOdd = !isOdd;
  for (const byte of bytes.subarray(head + length * 4)) if (byte === quote) isOdd = !isOdd;
  return isOdd;
}

/** The offset after the first newline outside quotes; 0 where there is none. */
export function firstRowEnd(bytes: Uint8Array, isQuoted: boolean): number {
  for (let at = 0, inside = isQuoted; at < bytes.length; at++) {
    if (bytes[at] === quote) inside = !inside;
    else if (bytes[at] === newline && !inside) return at + 1;
  }
  return 0;
}

/** The offset after the last newline outside quotes; 0 where there is none. `isQuoted` is what holds at the end. */
export function lastRowEnd(bytes: Uint8Array, isQuoted: boolean): number {
  for (let at = bytes.length - 1, inside = isQuoted; at >= 0; at--) {
    if (bytes[at] === quote) inside = !inside;
    else if (bytes[at] === newline && !inside) return at + 1;
  }
  return 0;
}
