/** The first row of a CSV file. */
export interface FirstRow {
  readonly fields: readonly string[];
  /** How it ends, and therefore all rows of the file. */
  readonly newLine: '\n' | '\r\n';
}

const newline = 0x0a;
const quote = 0x22;

/** Watches the blocks of a file until it has seen the first row; an empty file has none. */
export function firstRowOf(): { add(block: Uint8Array): void; row(): FirstRow | undefined } {
  let head = Buffer.alloc(0);
  let [isWhole, isQuoted] = [false, false];
  return {
    add(block) {
      if (isWhole) return;
      let at = 0;
      while (at < block.length && !isWhole) {
        const byte = block[at++];
        if (byte === quote) isQuoted = !isQuoted;
        isWhole = byte === newline && !isQuoted;
      }
      head = Buffer.concat([head, block.subarray(0, at)]);
    },
    row() {
      if (head.length === 0) return undefined;
      const text = head.toString();
      const newLine = text.endsWith('\r\n') ? '\r\n' : '\n';
      return { fields: fieldsOf(text.replace(/\r?\n$/, '')), newLine };
    },
  };
}

/** The fields of a row as RFC 4180 has them. */
function fieldsOf(row: string): readonly string[] {
  const fields = `,${row}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...fields].map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain);
}
