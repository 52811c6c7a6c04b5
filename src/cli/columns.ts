import { stripVTControlCharacters } from 'node:util';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** East Asian wide characters and emoji: two columns each. */
const wide =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;

/** How many columns a text without control characters takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** Text from elsewhere (messages, file names, data) on one line, with nothing in it that a terminal would obey. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** The text, shortened with `…` where it takes more than `columns`. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += widthOf(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The text broken between words into lines of at most `columns`; a longer word (a path, a URL) stays whole. */
export function wrap(text: string, columns: number): string[] {
  const [first = '', ...words] = text.split(' ');
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
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
  const indent = Math.max(9, ...rows.map(({ label }) => widthOf(label))) + 2;
  return rows.flatMap(({ label, text, whole, paint = String }) => {
    const lines =
      columns === undefined || whole ? [text] : wrap(text, Math.max(20, columns - indent));
    const gap = ' '.repeat(indent - widthOf(label));
    return lines.map(
      (line, at) => (at === 0 ? `${paint(label)}${gap}` : ' '.repeat(indent)) + line,
    );
  });
}
