import type { InputFormat } from '../domain/plan.ts';

const newline = 0x0a;
const quote = 0x22;

/** Counts where records end in bytes that come piece by piece: at newlines, for csv only those outside double quotes. */
export function recordCounter(format: InputFormat): (piece: Uint8Array) => number {
  let isQuoted = false;
  return (piece) => {
    let ends = 0;
    for (const byte of piece) {
      if (byte === newline && !isQuoted) ends++;
      else if (byte === quote && format === 'csv') isQuoted = !isQuoted;
    }
    return ends;
  };
}
