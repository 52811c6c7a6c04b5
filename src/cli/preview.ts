import cliTruncate from 'cli-truncate';
import { open } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import type { JobSummary } from '../domain/outcome.ts';
import { isUrl, resultPaths } from './result-paths.ts';

const shownLines = 5;
const readBytes = 16 * 1024;
const tabStop = 8;

/** The first lines of a job's result, cut to so many columns; none for binary data and results that are not on this machine. */
export async function firstLines(summary: JobSummary, columns: number): Promise<string[]> {
  const [path, ...others] = resultPaths(summary);
  if (path === undefined || others.length > 0 || isUrl(path)) return [];
  const text = await beginning(path).catch(() => '');
  if (text.includes('\0')) return [];
  const lines = text.split('\n').slice(0, shownLines + 1);
  const whole = lines.length > shownLines || lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return whole.map((line) => cliTruncate(printable(line), columns));
}

async function beginning(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(readBytes) });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The line with tabs as spaces, and nothing in it that a terminal would obey. */
function printable(line: string): string {
  const [first = '', ...columns] = stripVTControlCharacters(line).split('\t');
  const spaced = columns.reduce(
    (text, column) => `${text}${' '.repeat(tabStop - (text.length % tabStop))}${column}`,
    first,
  );
  return spaced.replaceAll(/\p{Cc}/gu, '');
}
