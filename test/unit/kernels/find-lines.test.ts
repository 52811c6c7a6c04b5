import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineFinder } from '../../../src/kernels/find-lines.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { shell } from '../../support/shell.ts';
import { writeUglyFiles } from '../../support/ugly-files.ts';

const finder = lineFinder();

function linesWith(literal: Uint8Array, file: Uint8Array, blockSize = 2 ** 17): string {
  finder.open(literal);
  const found: string[] = [];
  const keep = (line: Uint8Array) => found.push(Buffer.from(line).toString('latin1'));
  for (let at = 0; at < file.length; at += blockSize) {
    const block = file.subarray(at, at + blockSize);
    finder.inputBuffer().set(block);
    for (const line of finder.feed(block.length)) keep(line);
  }
  for (const line of finder.endOfFile()) keep(line);
  return found.join('');
}

test.each(['foo', 'o', 'f', ' foo', 'dos\r', '\xff', 'nowhere', 'w503'])(
  'finds the lines that grep -F finds: %j',
  async (literal) => {
    const paths = await writeUglyFiles(await temporaryFolder());
    const bytes = Buffer.from(literal, 'latin1');
    const script = `printf '%b' "$1" > "$2.pattern"; shift; grep -aF -f "$1.pattern" -- "$1" || true`;
    for (const path of paths) {
      const escaped = [...bytes].map((byte) => `\\0${byte.toString(8)}`).join('');
      const expected = shell(script, [escaped, path]).toString('latin1');
      const lines = linesWith(bytes, readFileSync(path));
      // grep ends each line.
      expect(lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`).toBe(expected);
    }
  },
);

test('finds any literal in any bytes and blocks, and counts the newlines', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\n'), maxLength: 2_000 });
  const literals = fc.string({ unit: fc.constantFrom('a', 'b', '\0'), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(letters, literals, fc.integer({ min: 1, max: 300 }), (text, literal, size) => {
      const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      const expected = lines.filter((line) => line.includes(literal)).join('');
      expect(linesWith(Buffer.from(literal), Buffer.from(text), size)).toBe(expected);
      expect(finder.lines).toBe(text.split('\n').length - 1);
    }),
  );
});

test('finds a line that is longer than its memory', () => {
  const line = Buffer.concat([Buffer.alloc(2 ** 22, 'x'), Buffer.from('needle\n')]);
  const file = Buffer.concat([Buffer.from('short\n'), line, Buffer.from('short needle')]);
  expect(linesWith(Buffer.from('needle'), file) === `${line.toString()}short needle`).toBe(true);
});
