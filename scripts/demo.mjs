#!/usr/bin/env node
// `npm run demo`: sets up what is missing, makes the example's input, and runs the word-count job.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

function node(...args) {
  const [script, ...rest] = args;
  const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...rest], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const example = fileURLToPath(new URL('../examples/word-count/', import.meta.url));

node('scripts/setup.mjs');
node('examples/word-count/make-input.mjs');
console.error(
  'The input is made-up text: 6 files, 24 MiB (examples/word-count/make-input.mjs writes it).',
);
node('dist/cli/main.js', 'run', `${example}job.yaml`);
