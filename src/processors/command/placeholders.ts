/** A text as bytes: one character for each, as in latin1. Names and lines need not be UTF-8. */
export type Bytes = string;

const placeholder = /\{(?:\/\/|\/\.|\/|\.)?\}/g;

const meanings = new Map<string, (item: Bytes) => Bytes>([
  ['{}', (item) => item],
  ['{/}', baseName],
  ['{//}', folder],
  ['{.}', withoutExtension],
  ['{/.}', (item) => withoutExtension(baseName(item))],
]);

export function hasPlaceholder(line: string): boolean {
  return line.search(placeholder) !== -1;
}

/**
 * Answers the shell line for an item: `{}` the item, `{/}` its base name, `{//}` its folder, `{.}` and `{/.}` the same
 * without extension, as GNU parallel has them. Each is quoted: it is one word, whatever is in it.
 */
export function lineFor(line: string): (item: Bytes) => Bytes {
  const bytes = Buffer.from(line).toString('latin1');
  return (item) => bytes.replace(placeholder, (it) => quoted(meanings.get(it)?.(item) ?? it));
}

function quoted(word: Bytes): Bytes {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function baseName(path: Bytes): Bytes {
  return path.slice(path.lastIndexOf('/') + 1);
}

function withoutExtension(path: Bytes): Bytes {
  return path.replace(/\.[^/.]*$/, '');
}

/** Slashes at the end are not part of the name. */
function folder(path: Bytes): Bytes {
  const name = path.replace(/(?<=[^/])\/+$/, '');
  const end = name.lastIndexOf('/');
  if (end === -1) return '.';
  return name.slice(0, end).replace(/\/+$/, '') || '/';
}
