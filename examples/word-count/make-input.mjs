#!/usr/bin/env node
// Makes the example's input: six text files, 24 MiB in all, the same bytes on every machine. The words are made up,
// and as unevenly frequent as those of a real language (Zipf's law), so that counting them is a realistic job.
import { createWriteStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('input/', import.meta.url));
const sizes = [1, 2, 3, 4, 6, 8].map((mebibytes) => mebibytes * 1024 ** 2);

/** Mulberry32: a small generator of reproducible numbers in [0, 1). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const syllables =
  'ba be bi bo ca ce da de di do el en fa fe ga ge ha he in ka la le li lo ma me mi na ne no or pa ra re ri ro sa se so ta te ti to un va ve wa we za zo'.split(
    ' ',
  );

function vocabulary(count) {
  const random = numbers(1);
  const words = new Set(['the', 'of', 'and', 'to', 'a', 'in']);
  while (words.size < count) {
    const length = 1 + Math.floor(random() * 4);
    words.add(
      Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)]).join(''),
    );
  }
  return [...words];
}

async function write(path, bytes, seed) {
  const words = vocabulary(6_000);
  const random = numbers(seed);
  const stream = createWriteStream(path);
  for (let left = bytes; left > 0;) {
    const line = Array.from(
      { length: 6 + Math.floor(random() * 9) },
      () => words[Math.floor(words.length ** random()) - 1],
    );
    const text = `${line.join(' ')}${random() < 0.3 ? '.' : ''}\n`.slice(-left);
    left -= text.length;
    if (!stream.write(text)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

mkdirSync(folder, { recursive: true });
for (const [index, size] of sizes.entries()) {
  const path = `${folder}chapter-${index + 1}.txt`;
  if (!existsSync(path) || statSync(path).size !== size) await write(path, size, index + 1);
}
