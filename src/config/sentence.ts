import { snakeCase } from 'es-toolkit';
import leven from 'leven';

const longest = 60;

/** A value as an error message shows it: `"fial"`, `12`, `a list`, `nothing`. */
export function got(value: unknown): string {
  if (value == null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return JSON.stringify(truncated(value));
  // oxlint-disable-next-line typescript/no-base-to-string -- objects are gone
  return String(value);
}

/** `a`, `a or b`, `one of a, b, c`. */
export function oneOf(words: readonly unknown[]): string {
  return words.length > 2 ? `one of ${words.join(', ')}` : words.join(' or ');
}

/** ` — did you mean …?` where one of the words is near enough to what was written, else nothing. */
export function didYouMean(written: unknown, words: readonly string[]): string {
  if (typeof written !== 'string') return '';
  const wanted = snakeCase(written);
  const near = words
    .map((word) => ({ word, distance: distanceOf(wanted, word) }))
    .filter(({ word, distance }) => distance <= word.length / 2)
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near ? ` — did you mean ${near.word}?` : '';
}

/** How many letters must change; a beginning that says enough is as good as the word. */
function distanceOf(wanted: string, word: string): number {
  const isBeginning = wanted.length >= 3 && word.startsWith(wanted);
  return isBeginning ? 1 : leven(wanted, word.toLowerCase());
}

/** What is at a path of a job file's value, if anything. */
export function valueAt(file: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), file);
}

function truncated(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
