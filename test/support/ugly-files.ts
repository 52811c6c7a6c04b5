import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const long = Array.from({ length: 1_500 }, (_, index) => `w${(index * 7919) % 613}`).join(' ');

/** Contents as they come, by file names as they come. Nothing here is a byte order mark. */
const contents: Readonly<Record<string, Buffer>> = {
  empty: Buffer.alloc(0),
  'only newlines': Buffer.from('\n\n\n'),
  'no final newline': Buffer.from('one two\nthree foo one'),
  'glue me': Buffer.from('glued foo\nOne ONE oNE'),
  'crlf.txt': Buffer.from('dos foo\r\nand dos\r\n\r\nlast dos'),
  'white\nspace': Buffer.from(' \t lead\vvertical\fform \n\r\n \t\n tail \t'),
  'back\\slash': Buffer.from('a\tb foo\nÉtudes études é\n漢字 foo漢字\n'),
  invalid: Buffer.concat([
    Buffer.from([0xf8, 0xff, 0x20, 0xe9, 0x20, 0xc3, 0x0a, 0x80, 0x66, 0x6f, 0x6f, 0xff]),
    Buffer.from(' a\0b \0 foo\u0001 foo\n\u0001\n'),
  ]),
  'long lines': Buffer.from(`${long}\nfoo ${long} foo\n${'x'.repeat(30_000)}\n${long}`),
};

/** Writes the ugly files into a folder, and answers their paths in the order of a listing. */
export async function writeUglyFiles(folder: string): Promise<readonly string[]> {
  const paths = Object.keys(contents).map((name) => join(folder, name));
  const bytes = Object.values(contents);
  await Promise.all(paths.map(async (path, index) => writeFile(path, bytes[index]!)));
  return paths.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}
