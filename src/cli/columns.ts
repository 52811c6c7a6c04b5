import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Text from elsewhere (messages, file names, data) on one line, with nothing in it that a terminal would obey. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

export interface Row {
  readonly label: string;
  readonly text: string;
  /** A path or a URL, which must be copied as it stands: never wrapped. */
  readonly whole?: true;
  /** Colours the label. */
  readonly paint?: ((text: string) => string) | undefined;
}

/** Labels to the left, texts in one column beside them; wrapped when `columns` says how wide the terminal is. */
export function aligned(rows: readonly Row[], columns?: number): string[] {
  const indent = Math.max(9, ...rows.map(({ label }) => stringWidth(label))) + 2;
  return rows.flatMap(({ label, text, whole, paint = String }) => {
    const lines =
      columns === undefined || whole
        ? [text]
        : wrapAnsi(text, Math.max(20, columns - indent)).split('\n');
    const gap = ' '.repeat(indent - stringWidth(label));
    return lines.map(
      (line, at) => (at === 0 ? `${paint(label)}${gap}` : ' '.repeat(indent)) + line,
    );
  });
}
